import { BlockList, isIPv4 } from 'node:net'

/** IPv4 that leads nowhere public: IANA's special-purpose registry (RFC 6890), multicast and the reserved rest. */
const CLOSED_4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

/** Exceptions within global unicast: IETF protocols with Teredo, documentation, 6to4. */
const CLOSED_6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const closed = new BlockList()
for (const [net, bits] of CLOSED_4) closed.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of CLOSED_6) closed.addSubnet(net, bits, 'ipv6')

/** IPv6 gives out no public address elsewhere (RFC 4291, 2.4), so mapped, NAT64, local and multicast ones are out. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an IP address leads to a machine on the public internet, and to no other network that this machine is part of. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4')
  const plain = withoutZone(address)
  return global6.check(plain, 'ipv6') && !closed.check(plain, 'ipv6')
}

export function isLoopback(address: string): boolean {
  return isIPv4(address) ? loopback.check(address, 'ipv4') : withoutZone(address) === '::1'
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '')
}
