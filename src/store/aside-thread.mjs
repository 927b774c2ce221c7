// A thread of its own, with a connection of its own, answers one question. It is JavaScript, since a thread that has to strip
// types takes twice the memory.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const BUSY_MS = 5_000

parentPort.postMessage(answer(workerData))

/** @param {import('./aside.ts').AsideQuestion} question */
function answer({ file, query }) {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS })
    try {
      return { rows: database.prepare(query.sql).all(...query.parameters) }
    } finally {
      database.close()
    }
  } catch (error) {
    // Of an error only its message would arrive.
    const { code, errcode, message } = error
    return { error: { code, errcode, message } }
  }
}
