import type { Selectable } from 'kysely'
import type { FileRecord, KnownPost } from '../posts/known.ts'
import type { ColumnType } from './rows.ts'
import type { Schema } from './schema.ts'

type PostRow = Selectable<Schema['posts']>
type FileRow = Selectable<Schema['files']>

export const POST_COLUMNS = {
  id: 'text',
  seq: 'integer',
  path: 'text',
  slug: 'text',
  location: 'text',
  title: 'text',
  permalink: 'text',
  published_at: 'integer',
  updated_at: 'integer',
  announced_at: 'integer',
  withdrawn_at: 'integer',
  fingerprint: 'text',
  body_hash: 'text',
  tags: 'text',
  aliases: 'text',
} satisfies Record<keyof PostRow, ColumnType>

export const FILE_COLUMNS = {
  path: 'text',
  size: 'integer',
  mtime_ms: 'real',
  state: 'text',
  post_id: 'text',
  fingerprint: 'text',
  title: 'text',
  slug: 'text',
  location: 'text',
  publish_at: 'integer',
  line: 'integer',
  reason: 'text',
} satisfies Record<keyof FileRow, ColumnType>

export function postRow(post: KnownPost): PostRow {
  const { publishedAt, updatedAt, announcedAt, withdrawnAt, bodyHash, tags, aliases, ...same } = post
  return {
    ...same,
    published_at: publishedAt,
    updated_at: updatedAt,
    announced_at: announcedAt,
    withdrawn_at: withdrawnAt,
    body_hash: bodyHash,
    tags: JSON.stringify(tags),
    aliases: JSON.stringify(aliases),
  }
}

export function knownPost(row: PostRow): KnownPost {
  const { published_at, updated_at, announced_at, withdrawn_at, body_hash, tags, aliases, ...same } = row
  return {
    ...same,
    publishedAt: published_at,
    updatedAt: updated_at,
    announcedAt: announced_at,
    withdrawnAt: withdrawn_at,
    bodyHash: body_hash,
    tags: JSON.parse(tags),
    aliases: JSON.parse(aliases),
  }
}

export function fileRow({ mtimeMs, postId, publishAt, ...same }: FileRecord): FileRow {
  return { ...same, mtime_ms: mtimeMs, post_id: postId, publish_at: publishAt }
}
