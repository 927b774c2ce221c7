import { domainToASCII } from 'node:url'

/** The receiving domain of an address as it stands in the envelope: small letters, in ASCII. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  return domainToASCII(domain) || domain
}
