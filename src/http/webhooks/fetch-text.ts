/** Gets the text at an address. @throws when there is none, or the answer is not 200 */
export type FetchText = (url: URL) => Promise<string>

const LARGEST = 64 * 1024
const PATIENCE_MS = 5000

/** The real one: follows no redirect, and waits and reads only so much. The caller has checked where the address leads. */
export const fetchText: FetchText = async (url) => {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    parts.push(part)
    size += part.length
    if (size > LARGEST) throw new Error(`the answer is larger than ${LARGEST} bytes`)
  }
  if (answer.status !== 200) throw new Error(`it answered ${answer.status}`)
  return Buffer.concat(parts).toString()
}
