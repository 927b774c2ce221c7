const UNPRINTABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/gu

/** The text without control characters, lone surrogates and noncharacters: all that XML 1.0 (2.2) has no room for. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '')
}
