import { Readable } from 'node:stream'
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
  #sent = 0

  /** Emits `began` at the first read, `asking` before `mayFinish` is called, and `refused` when it said no. */
  constructor(raw: Buffer, mayFinish: () => Promise<boolean>) {
    // Without a buffer of its own, the next read comes only when the last slice was passed on.
    super({ highWaterMark: 0 })
    this.#raw = raw
    this.#mayFinish = mayFinish
  }

  /** The end was handed on, so the final dot may be on the wire. While false, it is not. */
  get dotMayBeSent(): boolean {
    return this.readableEnded
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
    else if (!this.destroyed) this.push(null)
  }
}
