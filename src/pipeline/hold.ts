import type { App } from '../app.ts'

/** Longer than any mail server may take over the final dot (RFC 5321 4.5.3.2.6), so that a late 250 is not overtaken. */
export const HOLD_MS = 11 * 60_000

/** Whether what is in doubt is sent once more by itself. */
export function resendsInDoubt({ config }: App): boolean {
  return config.delivery.inDoubt === 'resend'
}

/** How long what a killed run had on the wire waits before it is sent once more; null where a person decides, or nobody. */
export function holdMsOf(app: App): number | null {
  return resendsInDoubt(app) ? HOLD_MS : null
}
