import { beforeEach, describe, expect, test } from 'vitest'
import { NOW } from '../../test/support/ledger.ts'
import { freshStore } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import type { Db } from '../store/db.ts'
import { keyRing } from '../subscribers/token.ts'
import type { Health } from './routes/health.ts'
import { siteApp } from './site-app.ts'

const config = configSchema.parse({
  site: { title: 'Harbour Notes', url: 'https://harbour.example' },
  digest: { from: 'digest@harbour.example' },
})
const keys = keyRing('a secret that is long enough for everybody')

let db: Db
let health: Health
let app: ReturnType<typeof siteApp>

beforeEach(async () => {
  db = (await freshStore('sqlite')).db
  health = { ok: true, lastError: null }
  app = siteApp({ db, keys, config, clock: () => NOW, publicDir: 'public', health: () => health })
})

describe('/healthz', () => {
  test('is 200 while the store answers and the worker is well', async () => {
    const answer = await app.request('/healthz')
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true, lastError: null, reasons: [] }])
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
  })

  test('is 503 with the reason when the worker is not well', async () => {
    health = { ok: false, lastError: 'disk full' }
    const answer = await app.request('/healthz')
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { ok: false, lastError: 'disk full', reasons: ['the last run: disk full'] },
    ])
  })

  test('is 503 when no run ended in time', async () => {
    health = { ok: false, lastError: null, lastRunAt: '2024-05-20T08:00:00.000Z' }
    expect(await (await app.request('/healthz')).json()).toMatchObject({
      reasons: ['the last run ended at 2024-05-20T08:00:00.000Z, and the next one is late'],
    })
  })

  test('is 503 with the reason when the store does not answer', async () => {
    await db.schema.alterTable('posts').renameTo('gone').execute()
    const answer = await app.request('/healthz')
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { ok: false, reasons: ['the store does not answer'] },
    ])
  })
})
