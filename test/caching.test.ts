import { expect, it } from 'vitest'
import { FEED_TTL_MINUTES } from '../src/feeds/channel.ts'
import { MAX_AGE } from '../src/http/routes/public-file.ts'

it('feeds say how long they may be kept as the server that serves them does', () => {
  expect(MAX_AGE).toBe(FEED_TTL_MINUTES * 60)
})
