import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'

/** Most bytes of an answer that are read. */
const MOST_BYTES = 4096

/** `words`: how the body begins, of an answer that is not 2xx. */
export type Answer = { status: number; location: string | undefined; words: string }

export type Connection = { agent: Agent; lookup: LookupFunction; signal: AbortSignal }

/**
 * Posts a form and follows no redirect. An answer counts from its head on: an endless body is cut off.
 * @throws what the connection failed of, or an AbortError
 */
export function postForm(url: URL, form: URLSearchParams, connection: Connection): Promise<Answer> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'Dateline' }
  return new Promise((resolve, reject) => {
    const request = send(url, { ...connection, method: 'POST', headers })
    request.on('error', reject)
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error('it answered 101'))
    })
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response
      const answer = { status, location: headers.location }
      const words = readStart(response)
      if (isSuccess(status)) resolve({ ...answer, words: '' })
      else words.then((text) => resolve({ ...answer, words: text }))
    })
    request.end(form.toString())
  })
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

async function readStart(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of response) {
      parts.push(part)
      size += part.length
      if (size >= MOST_BYTES) break
    }
  } catch {
    // What came of it is enough.
  }
  return Buffer.concat(parts).toString('utf8', 0, Math.min(size, MOST_BYTES))
}
