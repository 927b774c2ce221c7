import { parentPort, workerData } from 'node:worker_threads'
import type { Site } from './contents.ts'
import { type DocumentJob, documentWriter } from './document-writer.ts'

// A thread of its own: takes jobs, writes their documents, and answers what became of them.
const { site, feedId } = workerData as { site: Site; feedId: string }
const write = documentWriter(site, feedId)
parentPort?.on('message', async (job: DocumentJob) => parentPort?.postMessage(await write(job)))
