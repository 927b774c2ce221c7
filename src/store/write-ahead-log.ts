import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { StoreError } from './errors.ts'

const toDisk = promisify(fdatasync)

/**
 * The write-ahead log beside a SQLite file. SQLite itself would bring each commit to the disk in the thread that serves
 * pages, and all who ask for one would wait for the disk.
 */
export class WriteAheadLog {
  readonly #file: string
  readonly #flush: (descriptor: number) => Promise<void>
  #descriptor: number | null = null
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null

  /** `flush` resolves when what was written to a file is on the disk. */
  constructor(file: string, flush: (descriptor: number) => Promise<void> = toDisk) {
    this.#file = file
    this.#flush = flush
  }

  /**
   * Resolves when everything that was committed before is on the disk.
   * @throws StoreError when the disk refuses
   */
  flush(): Promise<void> {
    if (this.#running === null) return this.#begin()
    // What is under way may have begun too early for what was committed just now; the next one serves all who wait.
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null
        return this.#begin()
      })
    return this.#next
  }

  /** What is under way ends first. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#running, this.#next])
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }

  #begin(): Promise<void> {
    const running = this.#bringToDisk().finally(() => {
      if (this.#running === running) this.#running = null
    })
    this.#running = running
    return running
  }

  async #bringToDisk(): Promise<void> {
    try {
      this.#descriptor ??= this.#open()
      if (this.#descriptor !== null) await this.#flush(this.#descriptor)
    } catch (error) {
      const { code } = error as { code?: string }
      throw new StoreError(
        `${this.#file}-wal: could not be brought to the disk (${code}). Check the disk and the room on it; the next run carries on where this one stood.`,
        { cause: error },
      )
    }
  }

  /** SQLite keeps one log, under one name, for as long as somebody has the file open; before the first write there is none. */
  #open(): number | null {
    if (this.#file === ':memory:') return null
    try {
      return openSync(`${this.#file}-wal`, 'r+')
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return null
      throw error
    }
  }
}
