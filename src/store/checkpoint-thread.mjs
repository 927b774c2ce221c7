// A thread of its own, with a connection of its own: holds up neither who reads nor who writes. It is JavaScript, since a thread
// that has to strip types takes twice the memory.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const database = new DatabaseSync(workerData)
database.exec('pragma synchronous = full')
parentPort.on('message', () => {
  const { log, checkpointed } = database.prepare('pragma wal_checkpoint(passive)').get()
  parentPort.postMessage({ log, checkpointed })
})
