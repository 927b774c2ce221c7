import type { KnownPost } from '../posts/known.ts'
import type { PostContent } from '../posts/post.ts'

/** A post that may go into a digest: what is remembered of it, its content and its address on the web. */
export type DigestPost = { known: KnownPost; content: PostContent; url: string }

/** The frozen words of an edition, with a token wherever something differs between subscribers (`mail/tokens.ts`). */
export type EditionText = { subject: string; preheader: string; html: string; text: string }

/** A digest, or mail that goes out at once: to confirm a sign-up, to welcome, to confirm a new address. */
export type EditionKind = 'digest' | 'confirmation' | 'welcome' | 'address'

/** One frozen run of the digest, or of other mail that is the same for many. */
export type Edition = EditionText & {
  id: number
  /** Hash of its text and of the posts in it; the same content is the same edition. */
  key: string
  /** Ids of its posts, in the order of the digest. */
  posts: string[]
  state: 'open' | 'stopped'
  kind: EditionKind
  createdAt: number
  /** Behind the @ of its Message-IDs; null of one that was kept before this was. */
  messageDomain: string | null
}
