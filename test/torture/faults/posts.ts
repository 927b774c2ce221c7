import { appendFileSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Finding, Row, Setting } from '../row.ts'
import type { Tally } from '../tally.ts'
import { inWorld, type World } from '../world.ts'

const PUBLISH = ['publish', '--quiet']
/** A mark that stands for a changed or a whole text, beside that of the post. */
const EDITED = 'mark-900001'
const WHOLE = 'mark-900002'

/** Two posts are planned while the mail server is away; one of them changes, and the server is back. */
async function changedBeforeSending(
  setting: Setting,
  change: (file: string, world: World) => void,
  judge: (world: World, count: (mark: string) => number) => string[],
): Promise<Finding> {
  return inWorld(setting, {}, async (world) => {
    await world.server.kill()
    const first = world.post()
    world.post()
    await world.run(PUBLISH)
    change(world.site.path(`posts/${first}.md`), world)
    await world.server.start()
    await world.run(PUBLISH)
    await world.finish()
    const taken = world.server.taken()
    const count = (mark: string) => taken.filter(({ marks }) => marks.includes(mark)).length
    return { runs: 1, ...withProblems(await world.tally({ bound: 0 }), judge(world, count)) }
  })
}

function withProblems(tally: Tally, problems: string[]): Tally {
  return { ...tally, problems: [...problems, ...tally.problems] }
}

const changes: Row[] = [
  {
    name: 'post edited between detection and sending',
    run: (setting) =>
      changedBeforeSending(
        setting,
        (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('Words of', `${EDITED} of`)),
        (_, count) => (count(EDITED) > 0 ? [`${count(EDITED)} got the edited text`] : []),
      ),
  },
  {
    name: 'post renamed between detection and sending',
    run: (setting) =>
      changedBeforeSending(
        setting,
        (file) => renameSync(file, file.replace('mark-1', 'renamed')),
        () => [],
      ),
  },
  {
    name: 'post deleted between detection and sending',
    run: (setting) =>
      changedBeforeSending(
        setting,
        (file, world) => {
          rmSync(file)
          world.marks.shift()
          world.cancelled.push(...world.readers)
        },
        ({ readers }, count) => [
          ...(count('mark-1') > 0 ? [`${count('mark-1')} got the withdrawn post`] : []),
          ...(count('mark-2') === readers.length
            ? []
            : [`${count('mark-2')} got the other one, not ${readers.length}`]),
        ],
      ),
  },
]

/** A post is written in pieces, with pauses as long as a slow editor makes, while the worker looks every second. */
async function halfWritten(setting: Setting): Promise<Finding> {
  return inWorld(setting, { readers: 10 }, async (world) => {
    const worker = world.start(['worker', '--no-http'])
    const file = world.site.path('posts/mark-1.md')
    world.marks.push('mark-1')
    const pieces = [
      '---\ntitle: In pieces\n',
      'date: 2025-05-01\n',
      '---\n\nWords of mark-1.\n',
      `\nThe end: ${WHOLE}.\n`,
    ]
    const all = world.server.reached('dot', world.readers.length)
    for (const piece of pieces) {
      appendFileSync(file, piece)
      await setTimeout(1_200)
    }
    await Promise.race([all, setTimeout(20_000, null, { ref: false })])
    worker.child.kill('SIGTERM')
    await worker.ended
    await world.finish()
    const partial = world.server.taken().filter(({ marks }) => !marks.includes(WHOLE)).length
    return {
      runs: 1,
      ...withProblems(await world.tally({ bound: 0 }), partial > 0 ? [`${partial} got half a post`] : []),
    }
  })
}

/** What a fresh checkout does: each file is written anew, with another time. */
async function touched(setting: Setting): Promise<Finding> {
  return inWorld(setting, {}, async (world) => {
    for (let n = 0; n < 20; n++) world.post()
    await world.run(PUBLISH)
    const before = world.server.taken().length
    for (const mark of world.marks) {
      const file = world.site.path(`posts/${mark}.md`)
      const text = readFileSync(file)
      rmSync(file)
      writeFileSync(file, text)
      utimesSync(file, Date.now() / 1000 - 5, Date.now() / 1000 - 5)
    }
    await world.run(PUBLISH)
    await world.finish()
    const again = world.server.taken().length - before
    return { runs: 1, ...withProblems(await world.tally({ bound: 0 }), again > 0 ? [`${again} announced again`] : []) }
  })
}

export const posts: Row[] = [
  ...changes,
  { name: 'half-written post', run: halfWritten },
  { name: 'every file written anew, as by a checkout', run: touched },
]
