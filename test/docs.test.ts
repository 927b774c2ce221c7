import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram } from '../src/cli.ts'
import { ENVIRONMENT_NAMES } from '../src/config/environment.ts'
import { jsonSchemaText } from '../src/config/json-schema.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

describe('the docs', () => {
  it('name every command', () => {
    const docs = read('README.md')
    expect(commandNames().filter((name) => !docs.includes(name))).toEqual([])
  })

  it('show an example in the help of every command', () => {
    const silent = commands().filter((command) => {
      let help = ''
      command.configureOutput({
        writeOut: (text) => {
          help += text
        },
      })
      command.outputHelp()
      return !help.includes('Example:')
    })
    expect(silent.map((command) => command.name())).toEqual([])
  })

  it('describe every setting', () => {
    const docs = read('docs/configuration.md')
    expect(settingNames().filter((name) => !docs.includes(`\`${name}\``))).toEqual([])
  })

  it('describe every variable of the environment, as .env.example does', () => {
    for (const place of ['docs/configuration.md', '.env.example']) {
      expect(ENVIRONMENT_NAMES.filter((name) => !read(place).includes(name))).toEqual([])
    }
  })

  it('hold the JSON schema of the configuration that the program checks with', () => {
    expect(read('config/dateline.schema.json')).toBe(jsonSchemaText())
  })

  it('name only npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const named = ['README.md', 'docs/operations.md', 'docs/configuration.md'].flatMap((place) => [
      ...read(place).matchAll(/npm run (?:-s )?([a-z][a-z:]*)/g),
    ])
    expect(named.map((match) => match[1] ?? '').filter((name) => !(name in scripts))).toEqual([])
  })
})

function commands(): Command[] {
  const silent = { signal: new AbortController().signal, isTerminal: false, say: () => {}, print: () => {} }
  return buildProgram(silent, () => {}).commands.flatMap((command) =>
    command.commands.length > 0 ? command.commands : [command],
  )
}

function commandNames(): string[] {
  return commands().map((command) =>
    command.parent?.name() === 'subscribers' ? `subscribers ${command.name()}` : command.name(),
  )
}

function settingNames(): string[] {
  type Node = { properties?: Record<string, Node> }
  const groups = (JSON.parse(jsonSchemaText()) as Node).properties ?? {}
  return Object.entries(groups).flatMap(([group, node]) =>
    Object.keys(node.properties ?? {}).map((key) => `${group}.${key}`),
  )
}
