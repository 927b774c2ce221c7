import { describe, expect, it, vi } from 'vitest'
import { CERTIFICATE, HOST, makeCertificate, openSes } from './sns.fixture.ts'

const authority = makeCertificate()
const at = (n: number) => `${HOST}/SimpleNotificationService-${n}.pem`

describe('a certificate that anybody may name', () => {
  it('is asked for a few times in a minute, however many are named', async () => {
    const { notify, asked, clock } = await openSes(authority, () => {
      throw new Error('it answered 403')
    })
    for (let n = 0; n < 30; n++) expect((await notify('Hello', { SigningCertURL: at(n) })).status).toBe(503)
    expect(asked).toHaveLength(10)
    clock.now += 60_000
    await notify('Hello')
    expect(asked.at(-1)).toBe(CERTIFICATE)
  })

  it('does not push out the one that is known', async () => {
    const others = Promise.withResolvers<string>()
    const { notify, asked, clock } = await openSes(authority, ({ href }) =>
      href === CERTIFICATE ? authority.certificate : others.promise,
    )
    await notify('Hello')
    clock.now += 60_000
    const waiting = Array.from({ length: 10 }, (_, n) => notify('Hello', { SigningCertURL: at(n) }))
    await vi.waitFor(() => expect(asked).toHaveLength(11))
    expect((await notify('Hello')).status).toBe(200)
    others.reject(new Error('it answered 403'))
    await Promise.all(waiting)
    expect(asked.filter((url) => url === CERTIFICATE)).toHaveLength(1)
  })
})
