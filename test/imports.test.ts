import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

const PURE = ['posts', 'feeds', 'digests', 'mail', 'deliveries', 'subscribers', 'config']

/** Which folder may import from which; docs/architecture.md explains it. A folder may always import from itself. */
const TABLE: Record<string, string[]> = {
  config: [],
  posts: [],
  files: [],
  websub: [],
  deliveries: ['subscribers', 'digests'],
  subscribers: ['config'],
  feeds: ['posts', 'config'],
  digests: ['posts', 'subscribers', 'config'],
  mail: ['posts', 'digests', 'subscribers', 'config', 'deliveries'],
  store: ['posts', 'digests', 'subscribers', 'deliveries', 'config'],
  smtp: ['mail', 'deliveries'],
  http: ['subscribers', 'digests', 'deliveries', 'config', 'store', 'files', 'mail', 'smtp'],
  'app.ts': ['config', 'store', 'smtp', 'files', 'mail', 'subscribers'],
  pipeline: [...PURE, 'store', 'smtp', 'files', 'websub', 'app.ts'],
  commands: [...PURE, 'pipeline', 'http', 'files', 'store', 'smtp', 'app.ts'],
  'cli.ts': ['commands', 'app.ts'],
}

const WORLD = /^node:(fs|net|http|https|tls|dgram|child_process|sqlite|os)/

describe('the import table', () => {
  const modules = sourceFiles(SRC).map((file) => ({ file, imports: importsOf(file) }))

  it('holds for every import between folders', () => {
    const broken = modules.flatMap(({ file, imports }) =>
      imports.filter(isLocal).flatMap((target) => {
        const from = placeOf(file)
        const to = placeOf(resolve(dirname(file), target))
        return from === to || TABLE[from]?.includes(to) ? [] : [`${relative(SRC, file)} imports ${to}`]
      }),
    )
    expect(broken).toEqual([])
  })

  it('keeps the world out of pure folders', () => {
    const impure = modules
      .filter(({ file }) => PURE.includes(placeOf(file)) && !file.endsWith('write-schema.ts'))
      .flatMap(({ file, imports }) =>
        imports.filter((name) => WORLD.test(name)).map((name) => `${relative(SRC, file)} imports ${name}`),
      )
    expect(impure).toEqual([])
  })

  it('keeps the clock out of pure folders', () => {
    const reading = modules
      .filter(({ file }) => PURE.includes(placeOf(file)))
      .filter(({ file }) => /new Date\(\)|Date\.now\(\)|DateTime\.(now|local|utc)\(\)/.test(readFileSync(file, 'utf8')))
      .map(({ file }) => relative(SRC, file))
    expect(reading).toEqual([])
  })

  it('has no cycle between modules', () => {
    const graph = new Map(
      modules.map(({ file, imports }) => [
        file,
        imports.filter(isLocal).map((target) => resolve(dirname(file), target)),
      ]),
    )
    expect(findCycle(graph)).toEqual([])
  })

  it('keeps SQL in the store', () => {
    const elsewhere = modules
      .filter(
        ({ file, imports }) =>
          placeOf(file) !== 'store' && imports.some((name) => /^(kysely|pg|node:sqlite)/.test(name)),
      )
      .map(({ file }) => relative(SRC, file))
    expect(elsewhere).toEqual([])
  })
})

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(test|fixture|d)\.ts$/.test(name))
    .map((name) => join(folder, name))
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(/(?:^import|^export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm)
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function isLocal(name: string): boolean {
  return name.startsWith('.')
}

function placeOf(file: string): string {
  return relative(SRC, file).split('/')[0] ?? ''
}

function findCycle(graph: Map<string, string[]>): string[] {
  const done = new Set<string>()
  const visit = (file: string, trail: string[]): string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file].map((name) => relative(SRC, name))
    if (done.has(file)) return []
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...trail, file])
      if (cycle.length > 0) return cycle
    }
    done.add(file)
    return []
  }
  for (const file of graph.keys()) {
    const cycle = visit(file, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
