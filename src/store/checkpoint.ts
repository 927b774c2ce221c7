import { statSync } from 'node:fs'
import { type ResourceLimits, Worker } from 'node:worker_threads'

/** Looked at with every so many commits. */
const EVERY = 16
/** A shorter log is brought into the file by the commit that finds it too long. */
const SHORT_BYTES = 4_000_000
/** Pages of the log at which whoever writes waits until it has been brought into the file. */
const LONG = 4_000
const IDLE_MS = 5_000

/** Megabytes that are enough for a thread that asks SQLite: it would take more only because nobody says no. */
export const SMALL_THREAD: ResourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 }

/** Pages in the log, and how many of them are in the file. */
type Progress = { log: number; checkpointed: number }

/**
 * Brings the write-ahead log of a SQLite file into the file while much is written, in a thread of its own: a commit that does
 * so waits for the disk, and all who ask for a page wait with it.
 */
export class Checkpointer {
  readonly #file: string
  #commits = 0
  #thread: Worker | null = null
  #running: Promise<void> | null = null
  #isLong = false
  #idle: NodeJS.Timeout | undefined

  constructor(file: string) {
    this.#file = file
  }

  /** After a commit: resolves at once, or, where the log has grown long, when the next piece of it is in the file. */
  async committed(): Promise<void> {
    if (this.#file === ':memory:') return
    const isTime = ++this.#commits % EVERY === 0 && this.#size() >= SHORT_BYTES
    if (!isTime && !this.#isLong) return
    this.#running ??= this.#checkpoint()
    if (this.#isLong) await this.#running
  }

  close(): void {
    clearTimeout(this.#idle)
    const thread = this.#thread
    this.#thread = null
    void thread?.terminate()
  }

  #size(): number {
    return statSync(`${this.#file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }

  async #checkpoint(): Promise<void> {
    this.#thread ??= this.#start()
    const thread = this.#thread
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.close(), IDLE_MS).unref()
    const progress = await new Promise<Progress | null>((resolve) => {
      thread.once('message', resolve)
      // What the thread leaves undone, a commit does.
      thread.once('exit', () => resolve(null))
      thread.ref()
      thread.postMessage('checkpoint')
    })
    thread.unref()
    thread.removeAllListeners('message')
    thread.removeAllListeners('exit')
    if (progress === null && this.#thread === thread) this.#thread = null
    this.#isLong = progress !== null && progress.log > LONG && progress.checkpointed < progress.log
    this.#running = null
  }

  #start(): Worker {
    const thread = new Worker(new URL('./checkpoint-thread.mjs', import.meta.url), {
      workerData: this.#file,
      resourceLimits: SMALL_THREAD,
    })
    thread.on('error', () => {})
    return thread
  }
}
