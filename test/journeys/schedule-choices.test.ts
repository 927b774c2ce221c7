import { describe, expect, it, onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { dueAfterChange } from '../../src/digests/due-after-change.ts'
import { forecast } from '../../src/pipeline/forecast.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { changePreferences, findSubscriberByKey } from '../../src/store/subscribers.ts'
import { dateline } from '../support/dateline.ts'
import { lettersTo } from '../support/letters.ts'
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post, type Site } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

const ADA = 'ada@example.org'
const TITLES = ['alpha', 'beta', 'gamma', 'delta']

function scheduled(schedule: string | null): string {
  return schedule === null ? CONFIG : CONFIG.replace('digest:', `digest:\n  schedule: "${schedule}"`)
}

/** Monday, 18 May 2026, at noon in Berlin. */
async function world(schedule: string | null = null) {
  const site = makeSite({ 'posts/old.md': post('Old', '2026-05-01') })
  const smtp = await startScriptedSmtp()
  onTestFinished(smtp.close)
  const clock = new Clock('2026-05-18T12:00+02:00')
  const open = async (expression: string | null) => {
    site.write('config/dateline.yaml', scheduled(expression))
    return site.open(clock, { SMTP_URL: smtp.url })
  }
  const app = await open(schedule)
  await publish(app)
  return { site, smtp, clock, app, open }
}

function write(site: Site, title: string, tag = 'rust'): void {
  site.write(`posts/${title}.md`, post(title, '2026-05-18', `All about ${title}.\n`, `tags: [${tag}]\n`))
}

/** The posts in each digest that Ada got, in order. */
async function digests(smtp: ScriptedSmtp): Promise<string[]> {
  const letters = await lettersTo(smtp, ADA)
  return letters.map(({ text }) => TITLES.filter((title) => text.includes(`All about ${title}`)).join(' '))
}

/** Runs the program once at each of these times, in Berlin. */
async function runAt(app: App, clock: Clock, ...times: string[]): Promise<void> {
  for (const time of times) {
    clock.moveTo(`${time}+02:00`)
    await publish(app)
  }
}

type Choices = Parameters<typeof changePreferences>[2]

async function choose(app: App, choices: Partial<Choices>): Promise<void> {
  const before = (await findSubscriberByKey(app.store.db, ADA))!
  const after = { ...before, ...choices }
  const dueAt = dueAfterChange(before, after, app.clock(), app.config.digest.schedule)
  await changePreferences(app.store.db, before.id, after, dueAt)
}

describe('the schedule of the site', () => {
  it('is refused to who is added where the site has none, with what to do', async () => {
    const site = makeSite()
    const { code, err } = await dateline(site, ['subscribers', 'add', ADA, '--cadence', 'site'])
    expect(code).toBe(2)
    expect(err).toContain('cadence "site" goes by digest.schedule, which config/dateline.yaml does not have. Add one,')
  })

  it('brings a digest on its days, with every post since the last one', async () => {
    const { site, smtp, clock, app } = await world('30 7 * * 2,5')
    await subscribe(app, ADA, { cadence: 'site' })
    for (const title of ['alpha', 'beta']) write(site, title)
    await runAt(app, clock, '2026-05-18T23:00', '2026-05-19T07:29')
    expect(await digests(smtp)).toEqual([])
    await runAt(app, clock, '2026-05-19T07:30', '2026-05-19T07:31')
    write(site, 'gamma')
    await runAt(app, clock, '2026-05-20T12:00', '2026-05-22T07:30', '2026-05-26T07:30')
    expect(await digests(smtp)).toEqual(['alpha beta', 'gamma'])
  })

  it('is followed as soon as it is changed, and what is due already still comes', async () => {
    const { site, smtp, clock, app, open } = await world('30 7 1 * *')
    await subscribe(app, ADA, { cadence: 'site' })
    write(site, 'alpha')
    await runAt(app, clock, '2026-05-18T13:00')
    const changed = await open('30 7 * * 3')
    await runAt(changed, clock, '2026-05-18T14:00')
    expect((await forecast(changed, { at: clock.now, now: false, feedsOnly: false })).upcoming).toEqual([
      { cadence: 'site', dueAt: Date.parse('2026-05-20T07:30+02:00'), count: 1 },
    ])
    clock.moveTo('2026-05-20T08:00+02:00')
    await publish(await open('30 7 * * 4'))
    expect(await digests(smtp)).toEqual(['alpha'])
  })

  it('sends once a week where it was given up', async () => {
    const { site, smtp, clock, app, open } = await world('30 7 1 * *')
    await subscribe(app, ADA, { cadence: 'site' })
    write(site, 'alpha')
    await runAt(app, clock, '2026-05-18T13:00')
    await runAt(await open(null), clock, '2026-05-18T14:00', '2026-05-25T07:59', '2026-05-25T08:00')
    expect(await digests(smtp)).toEqual(['alpha'])
  })
})

describe('what somebody chooses between two digests', () => {
  it('is a pause: nothing comes during it, and everything afterwards, in one digest at their hour', async () => {
    const { site, smtp, clock, app } = await world()
    await subscribe(app, ADA, { cadence: 'daily', hour: '20' })
    await choose(app, { pausedUntil: Date.parse('2026-05-21T00:00+02:00') })
    for (const [index, title] of TITLES.entries()) {
      await runAt(app, clock, `2026-05-${18 + index}T19:00`)
      write(site, title)
      await runAt(app, clock, `2026-05-${18 + index}T20:00`)
    }
    expect(await digests(smtp)).toEqual(['alpha beta gamma delta'])
  })

  it('is a pause that holds back what is sent out of turn, too', async () => {
    const { site, smtp, clock, app } = await world()
    await subscribe(app, ADA, { cadence: 'instant' })
    await choose(app, { pausedUntil: Date.parse('2026-05-19T12:00+02:00') })
    write(site, 'alpha')
    clock.moveTo('2026-05-18T13:00+02:00')
    await publish(app, { now: true })
    expect(await digests(smtp)).toEqual([])
    await runAt(app, clock, '2026-05-19T12:00')
    expect(await digests(smtp)).toEqual(['alpha'])
  })

  it('is more topics: of a new one they get the posts since their last digest, and no post twice', async () => {
    const { site, smtp, clock, app } = await world()
    await subscribe(app, ADA, { cadence: 'daily', topics: 'rust' })
    write(site, 'alpha', 'rust')
    write(site, 'beta', 'travel')
    await runAt(app, clock, '2026-05-18T13:00', '2026-05-19T08:00')
    write(site, 'gamma', 'travel')
    await runAt(app, clock, '2026-05-19T13:00')
    await choose(app, { topics: null })
    await runAt(app, clock, '2026-05-20T08:00', '2026-05-21T08:00')
    expect(await digests(smtp)).toEqual(['alpha', 'gamma'])
  })

  it('is fewer topics, and the day of their digest stays', async () => {
    const { site, smtp, clock, app } = await world()
    await subscribe(app, ADA, { cadence: 'weekly' })
    write(site, 'alpha', 'rust')
    write(site, 'beta', 'travel')
    await runAt(app, clock, '2026-05-19T13:00')
    await choose(app, { topics: ['travel'] })
    await runAt(app, clock, '2026-05-24T13:00', '2026-05-25T08:00')
    expect(await digests(smtp)).toEqual(['beta'])
  })

  it('is another cadence: it counts from then on, and brings what came since the last digest', async () => {
    const { site, smtp, clock, app } = await world()
    await subscribe(app, ADA, { cadence: 'monthly' })
    write(site, 'alpha')
    await runAt(app, clock, '2026-05-19T13:00')
    await choose(app, { cadence: 'daily', hour: 18 })
    await runAt(app, clock, '2026-05-19T17:59', '2026-05-19T18:00')
    write(site, 'beta')
    await choose(app, { cadence: 'instant' })
    await runAt(app, clock, '2026-05-19T18:01', '2026-06-01T08:00')
    expect(await digests(smtp)).toEqual(['alpha', 'beta'])
  })

  it('costs nobody a digest that is due already', async () => {
    const { site, smtp, clock, app } = await world()
    await subscribe(app, ADA, { cadence: 'weekly' })
    write(site, 'alpha')
    await runAt(app, clock, '2026-05-24T13:00')
    clock.moveTo('2026-05-25T09:00+02:00')
    await choose(app, { topics: ['rust'] })
    await runAt(app, clock, '2026-05-25T09:01')
    expect(await digests(smtp)).toEqual(['alpha'])
  })
})
