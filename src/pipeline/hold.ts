/** Longer than any mail server may take over the final dot (RFC 5321 4.5.3.2.6), so that a late 250 is not overtaken. */
export const HOLD_MS = 11 * 60_000
