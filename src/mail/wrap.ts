import { wrapText } from '../posts/wrap-text.ts'

/** Columns of a text part. */
export const WIDTH = 72

/** Lines of at most 72 columns behind a label, which later lines leave room for. */
export function wrap(text: string, label = ''): string {
  return `${label}${wrapText(text, WIDTH - label.length).join(`\n${' '.repeat(label.length)}`)}`
}
