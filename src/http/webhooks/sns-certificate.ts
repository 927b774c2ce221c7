import { type KeyObject, X509Certificate } from 'node:crypto'
import { limiter } from '../limits.ts'
import type { FetchText } from './fetch-text.ts'
import { snsUrl } from './sns-address.ts'
import { Refused } from './webhook.ts'

const PATH = /^\/SimpleNotificationService-[0-9a-f]{1,64}\.pem$/
/** Anybody may name another certificate: more is not looked up for them, and only what the host of SNS has is kept. */
const FETCHES_A_MINUTE = 10

/**
 * Gets the key that SNS signs with: from its own host by https alone, and only while the certificate is valid for it. What
 * was fetched is kept. `now` is in milliseconds.
 */
export function certificates(host: string, fetchText: FetchText) {
  const kept = new Map<string, Promise<X509Certificate>>()
  const fetches = limiter({ most: FETCHES_A_MINUTE, perMs: 60_000 })
  const keep = (url: URL, now: number) => {
    if (fetches.take('', now) > 0) throw new Refused(503, 'Too many certificates were asked for. Try later.')
    const certificate = fetched(url, fetchText)
    kept.set(url.href, certificate)
    certificate.catch(() => kept.delete(url.href))
    return certificate
  }
  return async (address: string, now: number): Promise<KeyObject> => {
    const url = snsUrl(address, host)
    if (!url || !PATH.test(url.pathname) || url.search !== '') {
      throw new Refused(403, `The certificate is not one of ${host}, where the topic is.`)
    }
    const certificate = await (kept.get(url.href) ?? keep(url, now))
    requireValid(certificate, host, now)
    return certificate.publicKey
  }
}

async function fetched(url: URL, fetchText: FetchText): Promise<X509Certificate> {
  try {
    return new X509Certificate(await fetchText(url))
  } catch (error) {
    throw new Refused(503, `The certificate at ${url.host} cannot be had (${(error as Error).message}).`)
  }
}

function requireValid(certificate: X509Certificate, host: string, now: number): void {
  const names = [host, host.replace(/^sns\.[^.]+/, 'sns')]
  const isOfSns = names.some((name) => certificate.checkHost(name) !== undefined)
  const isInTime = now >= certificate.validFromDate.getTime() && now <= certificate.validToDate.getTime()
  if (!isOfSns || !isInTime) throw new Refused(403, 'The certificate is not of SNS, or not valid now.')
}
