import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { keyRing, signToken } from '../src/subscribers/token.ts'

export type Answers = { asked: number; longestMs: number; unsubscribed: number; longestUnsubscribeMs: number }

const EVERY_MS = 3
const LEAVE_EVERY_MS = 500

/** Asks a worker how it is all the time, and unsubscribes somebody twice a second, until `stop`, which tells the longest answers. */
export function askAlways(port: number, secret: string, subscribers: number): { stop: () => Promise<Answers> } {
  const agent = new Agent({ keepAlive: true })
  const answers: Answers = { asked: 0, longestMs: 0, unsubscribed: 0, longestUnsubscribeMs: 0 }
  let isOver = false
  const health = async () => {
    while (!isOver) {
      const { ms } = await ask(agent, port, 'GET', '/healthz')
      answers.asked++
      answers.longestMs = Math.max(answers.longestMs, ms)
      await setTimeout(EVERY_MS)
    }
  }
  const leaving = async () => {
    const keys = keyRing(secret)
    while (!isOver) {
      const subscriberId = 1 + Math.floor(Math.random() * subscribers)
      const token = signToken(keys, 'unsubscribe', { subscriberId, tokenEpoch: 0 })
      const { status, ms } = await ask(agent, port, 'POST', `/unsubscribe/${token}`)
      if (status !== 200) throw new Error(`POST /unsubscribe was answered with ${status}`)
      answers.unsubscribed++
      answers.longestUnsubscribeMs = Math.max(answers.longestUnsubscribeMs, ms)
      await setTimeout(LEAVE_EVERY_MS)
    }
  }
  const asking = Promise.all([health(), leaving()])
  const stop = async () => {
    isOver = true
    await asking
    agent.destroy()
    return answers
  }
  return { stop }
}

function ask(agent: Agent, port: number, method: string, path: string): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: '127.0.0.1', port, method, path }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - startedAt }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
