/** What is wrong with an envelope, or null. Only printable ASCII without <, > and spaces may stand in MAIL and RCPT. */
export function envelopeFault(envelope: { from: string; to: string }): { field: 'from' | 'to'; detail: string } | null {
  for (const field of ['from', 'to'] as const) {
    const address = envelope[field]
    if (/[\r\n\0]/.test(address))
      return { field, detail: `envelope ${field}: a line break or NUL is no part of an address.` }
    if (!/^[\x21-\x3b=\x3f-\x7e]+@[\x21-\x3b=\x3f-\x7e]+$/.test(address)) {
      return { field, detail: `envelope ${field}: "${address}" is no address that SMTP can carry.` }
    }
  }
  return null
}
