import type { Context } from 'hono'
import type { Db } from '../../store/db.ts'
import { lastSeq } from '../../store/posts.ts'

/** What the worker says of itself; everything besides `ok` is shown as it is. */
export type Health = { ok: boolean } & Record<string, unknown>

const PATIENCE_MS = 3000

/** GET /healthz: 200 only when the store answers and the worker is well; else 503, with the reasons. */
export function showHealth(db: Db, health: () => Health) {
  return async (c: Context) => {
    const reasons: string[] = []
    const worker = sayOf(health)
    if (!worker.ok) reasons.push(whyIll(worker))
    const trouble = await storeTrouble(db)
    if (trouble) reasons.push(trouble)
    const ok = reasons.length === 0
    return c.json({ ...worker, ok, reasons }, ok ? 200 : 503, { 'Cache-Control': 'no-store' })
  }
}

function whyIll({ lastError, lastRunAt }: Health): string {
  if (typeof lastError === 'string') return `the last run: ${lastError}`
  return lastRunAt ? `the last run ended at ${lastRunAt}, and the next one is late` : 'no run has ended yet'
}

function sayOf(health: () => Health): Health {
  try {
    return health()
  } catch (error) {
    return { ok: false, lastError: (error as Error).message }
  }
}

async function storeTrouble(db: Db): Promise<string | null> {
  const { promise: late, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(resolve, PATIENCE_MS, `the store did not answer within ${PATIENCE_MS / 1000} s`)
  const asked = lastSeq(db).then(
    () => null,
    () => 'the store does not answer',
  )
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
