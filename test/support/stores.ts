import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type Store, type Where } from '../../src/store/open.ts'
import { freshSchema } from './postgres.ts'

/** For `describe.each`: every behaviour of the store is tested on both. */
export const KINDS = ['sqlite', 'postgres'] as const
export type Kind = (typeof KINDS)[number]

/** Where a store may be opened that nobody has opened yet; gone when the test has finished. */
export async function freshPlace(kind: Kind): Promise<Where> {
  if (kind === 'postgres') {
    const { url, schema, drop } = await freshSchema()
    onTestFinished(drop)
    return { url, schema }
  }
  const folder = mkdtempSync(join(tmpdir(), 'dateline-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { file: join(folder, 'dateline.db') }
}

/** Opens a store that closes itself when the test has finished; several may be opened at one place. */
export async function openAt(place: Where): Promise<Store> {
  const store = await openStore(place)
  onTestFinished(() => store.close())
  return store
}

export async function freshStore(kind: Kind): Promise<Store> {
  return openAt(await freshPlace(kind))
}
