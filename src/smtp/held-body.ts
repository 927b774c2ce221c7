import { Readable, type Transform } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'

/** Small enough that a connection that takes no more holds the rest back here, before the dot is asked for. */
const SLICE = 32 * 1024

/** The bytes of one message as a stream whose end is held back until `mayFinish` said yes. */
export class HeldBody extends Readable {
  /** The server asked for the message: bytes went out. */
  began = false
  /** Settles when `mayFinish` did; null until it was asked. */
  asking: Promise<void> | null = null
  /** Set once `mayFinish` said no or failed. */
  refusal: string | null = null
  readonly #raw: Buffer
  readonly #mayFinish: () => Promise<boolean>
  readonly #isGone: () => boolean
  #sent = 0

  /**
   * Emits `began` at the first read, `asking` before `mayFinish` is called, and `refused` when it said no.
   * @param isGone whether the server is known to have closed the connection, so that no end is worth sending
   */
  constructor(raw: Buffer, mayFinish: () => Promise<boolean>, isGone: () => boolean = () => false) {
    // Without a buffer of its own, the next read comes only when the last slice was passed on.
    super({ highWaterMark: 0 })
    this.#raw = stuffed(raw)
    this.#mayFinish = mayFinish
    this.#isGone = isGone
  }

  /** The end was handed on, so the final dot may be on the wire. While false, it is not. */
  get dotMayBeSent(): boolean {
    return this.readableEnded
  }

  /**
   * nodemailer would look at every byte once more, in a fourth of the time that a message takes. The end that it adds itself
   * begins with the last line break.
   */
  override pipe<T extends NodeJS.WritableStream>(toServer: T): T {
    ;(toServer as unknown as Transform)._transform = (chunk, _encoding, done) => done(null, chunk)
    return super.pipe(toServer)
  }

  override _read(): void {
    if (!this.began) {
      this.began = true
      this.emit('began')
      if (this.destroyed) return
    }
    if (this.#sent < this.#raw.length) {
      const slice = this.#raw.subarray(this.#sent, this.#sent + SLICE)
      this.#sent += slice.length
      this.push(slice)
    } else this.asking ??= this.#ask()
  }

  async #ask(): Promise<void> {
    // A reply that came together with the 354 is read in this turn: it must be seen before the dot, not taken for its answer.
    await turn()
    if (this.destroyed) return
    this.emit('asking')
    try {
      if (!(await this.#mayFinish())) this.refusal = 'stopped before the final dot'
    } catch (error) {
      this.refusal = `stopped before the final dot: ${error instanceof Error ? error.message : String(error)}`
    }
    if (this.refusal !== null) this.emit('refused')
    else await this.#finish()
  }

  /** The commit held this thread up: a close that came in the meantime is read in the second turn, and nothing is in doubt. */
  async #finish(): Promise<void> {
    await turn()
    await turn()
    if (this.destroyed) return
    if (this.#isGone()) this.destroy()
    else this.push(null)
  }
}

const LINE_DOT = Buffer.from('\r\n.')
const CRLF = Buffer.from('\r\n')

/** The message as it goes over the wire, without its last line break: a dot that begins a line is doubled (RFC 5321, 4.5.2). */
function stuffed(raw: Buffer): Buffer {
  const text = raw.subarray(-2).equals(CRLF) ? raw.subarray(0, -2) : raw
  const pieces: Buffer[] = text[0] === 0x2e ? [Buffer.from('.')] : []
  let from = 0
  for (let at = text.indexOf(LINE_DOT); at >= 0; at = text.indexOf(LINE_DOT, from)) {
    pieces.push(text.subarray(from, at + 3), Buffer.from('.'))
    from = at + 3
  }
  return from === 0 && pieces.length === 0 ? text : Buffer.concat([...pieces, text.subarray(from)])
}
