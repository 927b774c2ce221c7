import { isIP, isIPv4, isIPv6 } from 'node:net'
import type { Context } from 'hono'

type Connected = { incoming?: { socket?: { remoteAddress?: string | undefined } } }

/**
 * The IP address that a request comes from; `unknown` when there is no connection. A proxy on this machine is asked whom it
 * speaks for (the last address in X-Forwarded-For that is not of this machine); nobody else is believed.
 */
export function clientAddress(c: Context): string {
  const peer = plain((c.env as Connected | undefined)?.incoming?.socket?.remoteAddress ?? '')
  if (!isLoopback(peer)) return peer || 'unknown'
  const passedOn = (c.req.header('X-Forwarded-For') ?? '').split(',').map(plain)
  const nearest = passedOn.findLast((address) => !isLoopback(address)) ?? ''
  return isIP(nearest) === 0 ? peer : nearest
}

/** Under which key a client is counted: an IPv4 address, or the /64 that an IPv6 address lies in, which is one household. */
export function clientKey(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const left = groupsIn(head)
  const right = groupsIn(tail ?? '')
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}

function groupsIn(text: string): string[] {
  return text.split(':').filter((group) => group !== '')
}

/** Without a port, a zone, or the IPv6 dress of an IPv4 address. */
function plain(written: string): string {
  const text = written.trim()
  const host = /^\[([^\]]*)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const address = host.replace(/%.*$/, '')
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  return mapped !== undefined && isIPv4(mapped) ? mapped : address
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}
