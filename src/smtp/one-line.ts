/** Text of a server or an error as one line of at most 500 characters, without control characters. */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\0-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, 500)
}
