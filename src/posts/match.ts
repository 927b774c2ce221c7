import type { KnownPost } from './known.ts'
import type { PostHead, ScanFacts } from './scan-facts.ts'
import { sameStory } from './similarity.ts'

/**
 * Which announced post each new or changed file is, by the strongest evidence first: the id it names, the same
 * content, the same path, the former address that it names, and last a likeness to a post whose file is gone.
 * @returns announced posts by the path of the file that they now are
 */
export function matchFiles(facts: ScanFacts): Map<string, KnownPost> {
  const records = new Map(facts.records.map((record) => [record.path, record]))
  const free = freePosts(facts)
  const found = new Map<string, KnownPost>()
  const posts = facts.seen.flatMap((file) => (file.kind === 'post' ? [file.post] : []))
  const pass = (pick: (post: PostHead) => KnownPost | undefined) => {
    for (const post of posts) {
      if (found.has(post.path)) continue
      const known = pick(post)
      if (!known) continue
      found.set(post.path, known)
      free.delete(known.id)
    }
  }
  const atPath = (post: PostHead) => free.get(records.get(post.path)?.postId ?? '')
  pass((post) => free.get(post.ownId ?? ''))
  pass((post) => (atPath(post)?.fingerprint === post.fingerprint ? atPath(post) : undefined))
  const byFingerprint = new Map([...free.values()].map((known) => [known.fingerprint, known]))
  pass((post) => free.get(byFingerprint.get(post.fingerprint)?.id ?? ''))
  pass(atPath)
  const held = postsHeldByUnreadableFiles(facts)
  pass((post) => (post.aliases.length === 0 ? undefined : [...free.values()].find(isNamed(post, held, facts))))
  const traced = <Of extends { fingerprint: string }>(of: Of) => ({
    ...of,
    paragraphs: facts.paragraphs.get(of.fingerprint) ?? [],
  })
  pass((post) => {
    const candidates = [...free.values()].filter((known) => !held.has(known.id))
    const known = candidates.length === 0 ? undefined : sameStory(candidates.map(traced), traced(post), facts.zone)
    return known && free.get(known.id)
  })
  return found
}

/** Announced posts whose file was touched, went away or had gone before: only these can be what a file now is. */
function freePosts({ records, known, seen, gone }: ScanFacts): Map<string, KnownPost> {
  const moved = new Set([...seen.map((file) => file.path), ...gone])
  const standing = new Set(records.filter((record) => !moved.has(record.path)).map((record) => record.postId))
  return new Map(known.filter((post) => !standing.has(post.id)).map((post) => [post.id, post]))
}

/** Whether a post is the one whose address another file names as its former one. */
function isNamed({ aliases }: PostHead, held: Set<string | null>, { address }: ScanFacts) {
  const named = new Set(aliases.map(bareAddress))
  return (known: KnownPost) =>
    !held.has(known.id) &&
    (named.has(bareAddress(known.location)) || named.has(bareAddress(new URL(address(known)).pathname)))
}

/** An address as people write it, without what web servers add and leave out. */
function bareAddress(address: string): string {
  const path = address.replace(/^https?:\/\/[^/]+/i, '').replace(/(^|\/)index\.html?$|\.html?$/i, '')
  const bare = path.replace(/^\/+|\/+$/g, '')
  try {
    return decodeURI(bare)
  } catch {
    return bare
  }
}

function postsHeldByUnreadableFiles({ records, seen }: ScanFacts): Set<string | null> {
  const unreadable = new Set(seen.filter((file) => file.kind !== 'post').map((file) => file.path))
  return new Set(records.filter((record) => unreadable.has(record.path)).map((record) => record.postId))
}
