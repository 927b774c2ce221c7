/**
 * Shares connections out by weight, whole ones, none lost and none too many. Where there are fewer than servers, those of the
 * greatest weight get them.
 */
export function sharesOf(weights: readonly number[], connections: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return weights.map(() => 0)
  const atLeast = Math.min(1, Math.floor(connections / weights.filter((weight) => weight > 0).length))
  const shares = weights.map((weight) => Math.max(Math.floor((connections * weight) / total), weight > 0 ? atLeast : 0))
  const owed = (at: number) => (connections * (weights[at] as number)) / total - (shares[at] as number)
  const order = () => shares.map((_, at) => at).toSorted((a, b) => owed(b) - owed(a) || a - b)
  for (let left = connections - sum(shares); left > 0; left--) (shares[order()[0] as number] as number) += 1
  for (let over = sum(shares) - connections; over > 0; over--) {
    const least = order().findLast((at) => (shares[at] as number) > atLeast)
    if (least !== undefined) (shares[least] as number) -= 1
  }
  return shares
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** What a choice looks at: `busy` messages are on their way, `given` were since all servers last began anew. */
export type Candidate = { weight: number; share: number; busy: number; given: number }

/**
 * The server of the next message: the one furthest behind its weight that is not busy. As many may wait as are
 * on their way, and one more, so that a slow one holds up few; null where there is none to choose from.
 */
export function chooseServer<Server extends Candidate>(servers: readonly Server[]): Server | null {
  const free = servers.filter(({ busy, share }) => busy <= 2 * share)
  const least = (of: (server: Server) => number, among: readonly Server[]) =>
    among.reduce<Server | null>((best, server) => (best === null || of(server) < of(best) ? server : best), null)
  return (
    least(({ given, weight }) => (given + 1) / Math.max(weight, 1), free) ??
    least(({ busy, share }) => busy / Math.max(share, 1), servers)
  )
}
