import type { App } from '../app.ts'

/** Longer than any mail server may take over the final dot (RFC 5321 4.5.3.2.6), so that a late 250 is not overtaken. */
export const HOLD_MS = 11 * 60_000

/** How long what a killed run had on the wire waits before it is sent once more; null where a person decides, or nobody. */
export function holdMsOf({ config }: App): number | null {
  return config.delivery.inDoubt === 'resend' ? HOLD_MS : null
}
