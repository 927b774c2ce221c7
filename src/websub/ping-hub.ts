import { lookup as lookUp } from 'node:dns/promises'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { answerFailure, connectionFailure, type Failure } from './failure.ts'
import { type CheckedHub, checkHub, HubRefused, nameOf, type Resolve } from './guard.ts'
import { type Connection, isSuccess, postForm } from './post-form.ts'

export type PingOptions = {
  /** Lets a hub be on this machine, and there without TLS. */
  allowLoopback: boolean
  /** For everything together, looking up the name included; 10,000 when absent. */
  timeoutMs?: number
  /** The system's resolver when absent; asked once. */
  resolve?: Resolve
}

/** `left`: the topics of which the hub was not told. `reason` is one line. */
export type PingResult = { ok: true } | { ok: false; reason: string; left: string[] }

const REQUESTS_AT_ONCE = 4

/**
 * Tells a WebSub hub that these topics (absolute addresses of feeds) have new content; it fetches them by itself. ok: the hub
 * answered each ping with 2xx. Never throws, follows no redirect, and talks to public addresses alone.
 */
export async function pingHub(hub: string, topics: string[], options: PingOptions): Promise<PingResult> {
  const left = new Set(topics)
  if (left.size === 0) return { ok: true }
  const { allowLoopback, timeoutMs = 10_000, resolve = (host) => lookUp(host, { all: true }) } = options
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), timeoutMs)
  try {
    const pinged = checkHub(hub, resolve, allowLoopback).then((checked) => pingEach(checked, left, stop.signal))
    const reason = await Promise.race([pinged, aborted(stop.signal)])
    return reason === undefined ? { ok: true } : { ok: false, reason, left: [...left] }
  } catch (error) {
    return { ok: false, reason: explain(error, hub, timeoutMs), left: [...left] }
  } finally {
    clearTimeout(timer)
  }
}

/** Takes from `left` what the hub was told, and answers why something stayed. */
async function pingEach({ url, addresses }: CheckedHub, left: Set<string>, signal: AbortSignal) {
  const agent = url.protocol === 'https:' ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  const connection = { agent, lookup: answering(addresses), signal }
  const topics = [...left].values()
  let first: string | undefined
  let halted = false
  const takeTurns = async () => {
    for (const topic of topics) {
      if (halted) return
      const failure = await pingOne(url, topic, connection)
      if (failure === null) left.delete(topic)
      first ??= failure?.reason
      halted ||= failure?.halts ?? false
    }
  }
  try {
    await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, takeTurns))
  } finally {
    agent.destroy()
  }
  return first
}

/** Hubs disagree on how several topics go into one request, so each has its own; older hubs read `hub.url` alone. */
async function pingOne(url: URL, topic: string, connection: Connection): Promise<Failure | null> {
  const form = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic })
  try {
    const answer = await postForm(url, form, connection)
    return isSuccess(answer.status) ? null : answerFailure(url, topic, answer)
  } catch (error) {
    connection.signal.throwIfAborted()
    return connectionFailure(url, error as NodeJS.ErrnoException)
  }
}

/** What was checked is what is connected to: the name is never looked up a second time. */
function answering(addresses: CheckedHub['addresses']): LookupFunction {
  return (_host, { all }, answer) =>
    all ? answer(null, addresses) : answer(null, addresses[0]!.address, addresses[0]!.family)
}

async function aborted(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort')
  throw signal.reason
}

function explain(error: unknown, hub: string, timeoutMs: number): string {
  if (error instanceof HubRefused) return error.message
  const url = new URL(hub)
  return (error as Error).name === 'AbortError'
    ? `feeds.hub: ${nameOf(url)} gave no answer within ${timeoutMs / 1000} s. The next run pings it again.`
    : connectionFailure(url, error as Error).reason
}
