import type { LookupAddress } from 'node:dns'
import { isLoopback, isPublic } from './addresses.ts'

/** Answers every address of a host name. */
export type Resolve = (host: string) => Promise<LookupAddress[]>

/** A hub that may be called, and the addresses under which it was found: nobody need ask for them again. */
export type CheckedHub = { url: URL; addresses: LookupAddress[] }

/** Why a hub is not called, in one line. */
export class HubRefused extends Error {}

/**
 * Resolves a hub once and lets it pass only when each of its addresses is public; with `allowLoopback`, those of this machine
 * pass as well, and there alone without TLS.
 * @throws HubRefused with place, value and fix
 */
export async function checkHub(hub: string, resolve: Resolve, allowLoopback: boolean): Promise<CheckedHub> {
  const url = readHub(hub)
  if (url.protocol !== 'https:' && !allowLoopback) throw unencrypted(url)
  const addresses = await addressesOf(url, resolve)
  const own = allowLoopback ? isLoopback : () => false
  const closed = addresses.find(({ address }) => !isPublic(address) && !own(address))
  if (closed) {
    throw new HubRefused(
      `feeds.hub: ${nameOf(url)} leads to ${closed.address}, which is no public address. Name a hub on the internet.`,
    )
  }
  if (url.protocol !== 'https:' && !addresses.every(({ address }) => own(address))) throw unencrypted(url)
  return { url, addresses }
}

/** The hub as messages name it: without a query, which may hold a key. */
export function nameOf(url: URL): string {
  return url.origin + url.pathname
}

function readHub(hub: string): URL {
  const url = URL.parse(hub)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new HubRefused(
      `feeds.hub: ${JSON.stringify(hub.slice(0, 200))} is no web address. Write it like https://hub.example.org/.`,
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new HubRefused(`feeds.hub: the address of ${nameOf(url)} holds a name or password. Write it without them.`)
  }
  return url
}

async function addressesOf(url: URL, resolve: Resolve): Promise<LookupAddress[]> {
  const found = await resolve(url.hostname.replace(/^\[|\]$/g, '')).catch((error: NodeJS.ErrnoException) => {
    throw notFound(url, error.code ?? 'no answer')
  })
  if (found.length === 0) throw notFound(url, 'no address')
  return found
}

function notFound(url: URL, why: string): HubRefused {
  return new HubRefused(
    `feeds.hub: ${nameOf(url)} cannot be found (${why}). Check its name; the next run pings it again.`,
  )
}

function unencrypted(url: URL): HubRefused {
  return new HubRefused(`feeds.hub: ${nameOf(url)} is not encrypted. Write it with https.`)
}
