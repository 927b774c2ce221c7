import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Site } from './contents.ts'
import { type DocumentJob, documentWriter, type WrittenDocument } from './document-writer.ts'

/** Writes the documents of a job. */
export type DocumentDesk = { write: (job: DocumentJob) => Promise<WrittenDocument[]>; close: () => Promise<void> }

/** More would wait for the disk, and each has a heap of its own. */
const MOST_THREADS = 4

/** So many desks, each in a thread of its own where there are several; `entries` is how much there is to write. */
export function openDesks(site: Site, feedId: string, entries: number): DocumentDesk[] {
  const count = Math.min(availableParallelism(), MOST_THREADS, Math.ceil(entries / ENTRIES_OF_A_THREAD))
  if (count < 2) return [{ write: documentWriter(site, feedId), close: async () => {} }]
  return Array.from({ length: count }, () => openThread(site, feedId))
}

/** A thread takes about as long to start as to write so many entries. */
const ENTRIES_OF_A_THREAD = 500

function openThread({ paths, config }: Site, feedId: string): DocumentDesk {
  const thread = new Worker(new URL('./document-thread.ts', import.meta.url), {
    workerData: { site: { paths, config }, feedId },
  })
  let answer = Promise.withResolvers<WrittenDocument[]>()
  thread.on('message', (written) => answer.resolve(written))
  thread.on('error', (error) => answer.reject(error))
  thread.on('exit', (code) => answer.reject(new Error(`The thread that writes feeds ended with ${code}.`)))
  return {
    write: (job) => {
      answer = Promise.withResolvers()
      thread.postMessage(job)
      return answer.promise
    },
    close: async () => {
      answer.promise.catch(() => {})
      await thread.terminate()
    },
  }
}
