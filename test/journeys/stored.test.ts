import { describe, expect, it } from 'vitest'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { liveSite } from '../support/live-site.ts'

const ADA = 'ada.lovelace@example.net'

describe('what is stored of somebody', () => {
  it('is shown to people: what they get, what they agreed to, and every message', async () => {
    const { app, clock, run, signUp, confirm } = await liveSite('sqlite')
    await signUp(ADA)
    await confirm()
    clock.now += 60_000
    await sendUrgent(app)
    const { code, out } = await run('subscribers', 'show', ADA)
    expect(code).toBe(0)
    expect(out).toContain(`${ADA}: active (times in Europe/Berlin)\n`)
    expect(out).toMatch(/^Subscriber \d+, called Ada; came 2026-05-01 12:00 by .+\.$/m)
    expect(out).toMatch(/^Gets the digest as soon as a post appears, with every post\.$/m)
    expect(out).toMatch(/^Asked 2026-05-01 12:00 for the digest at .+, from .+; confirmed 2026-05-01 12:00 from .+\.$/m)
    expect(out).toContain(`"${app.config.subscribe.wording}"`)
    expect(out).toMatch(/^2 messages:\n {2}planned .+, accepted .+, tried 1 time, ".+": 250 2\.0\.0 kept$/m)
  })

  it('is printed for programs with every field and times in ISO 8601, and no secret', async () => {
    const { app, run, signUp, confirm } = await liveSite('sqlite')
    await signUp(ADA)
    await confirm()
    const { out } = await run('subscribers', 'show', ADA, '--json')
    expect(JSON.parse(out)).toMatchObject({
      address: ADA,
      subscriber: { address: ADA, name: 'Ada', state: 'active', confirmedAt: '2026-05-01T10:00:00.000Z' },
      consents: [{ kind: 'subscribe', wording: app.config.subscribe.wording, askedAt: '2026-05-01T10:00:00.000Z' }],
      deliveries: [{ kind: 'confirmation', state: 'accepted', attempts: 1, plannedAt: '2026-05-01T10:00:00.000Z' }],
      suppressions: [],
      signUp: null,
    })
    expect(out).not.toContain('nonce')
  })
})
