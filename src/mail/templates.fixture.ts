import { readdirSync, readFileSync } from 'node:fs'
import type { Templates } from './templates.ts'

const EMAILS = new URL('../../emails/', import.meta.url)

const read = (name: string) => readFileSync(new URL(name, EMAILS), 'utf8')

/** For tests: the templates that the program brings. */
export const ownTemplates: Templates = {
  digest: read('digest.mjml'),
  confirm: read('confirm.mjml'),
  welcome: read('welcome.mjml'),
  address: read('address.mjml'),
  partials: Object.fromEntries(
    readdirSync(new URL('partials/', EMAILS)).map((name) => [name, read(`partials/${name}`)]),
  ),
}
