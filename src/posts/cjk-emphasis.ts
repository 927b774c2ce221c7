import type { MarkdownIt } from 'markdown-it'

const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]/u

/**
 * Lets two asterisks or tildes open and close between punctuation and Chinese, Japanese or Korean, as in `**注（一）**は`:
 * CommonMark (6.2) asks for a space there, which these scripts do not set. One asterisk alone is often no emphasis.
 */
export function cjkEmphasis(md: MarkdownIt): void {
  const State = md.inline.State
  md.inline.State = class extends State {
    override scanDelims(start: number, canSplitWord: boolean): ReturnType<InstanceType<typeof State>['scanDelims']> {
      const run = super.scanDelims(start, canSplitWord)
      if (run.length < 2 || this.src[start] === '_') return run
      const before = this.src.slice(Math.max(0, start - 2), start).match(/.$/su)?.[0] ?? ' '
      const after = String.fromCodePoint(this.src.codePointAt(start + run.length) ?? 0x20)
      if (!UNSPACED.test(before) && !UNSPACED.test(after)) return run
      return {
        ...run,
        can_open: run.can_open || /\S/.test(after),
        can_close: run.can_close || /\S/.test(before),
      }
    }
  }
}
