import { statSync } from 'node:fs'
import { type ResourceLimits, Worker } from 'node:worker_threads'

/** Looked at with every so many commits. */
const EVERY = 16
/** A shorter log is brought into the file by the commit that finds it too long. */
const SHORT_BYTES = 4_000_000
const IDLE_MS = 5_000

/** Megabytes that are enough for a thread that asks SQLite: it would take more only because nobody says no. */
export const SMALL_THREAD: ResourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 }

/**
 * Brings the write-ahead log of a SQLite file into the file while much is written, in a thread of its own: a commit that does
 * so waits for the disk, and all who ask for a page wait with it.
 */
export class Checkpointer {
  readonly #file: string
  #commits = 0
  #thread: Worker | null = null
  #isBusy = false
  #idle: NodeJS.Timeout | undefined

  constructor(file: string) {
    this.#file = file
  }

  committed(): void {
    if (++this.#commits % EVERY !== 0 || this.#isBusy || this.#file === ':memory:') return
    const { size } = statSync(`${this.#file}-wal`, { throwIfNoEntry: false }) ?? { size: 0 }
    if (size < SHORT_BYTES) return
    this.#isBusy = true
    this.#thread ??= this.#start()
    this.#thread.postMessage('checkpoint')
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.close(), IDLE_MS).unref()
  }

  close(): void {
    clearTimeout(this.#idle)
    const thread = this.#thread
    this.#thread = null
    void thread?.terminate()
  }

  #start(): Worker {
    const thread = new Worker(new URL('./checkpoint-thread.mjs', import.meta.url), {
      workerData: this.#file,
      resourceLimits: SMALL_THREAD,
    })
    thread.unref()
    thread.on('message', () => {
      this.#isBusy = false
    })
    // What the thread leaves undone, a commit does.
    thread.on('error', () => {})
    thread.on('exit', () => {
      this.#isBusy = false
      if (this.#thread === thread) this.#thread = null
    })
    return thread
  }
}
