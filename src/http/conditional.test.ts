import { describe, expect, test } from 'vitest'
import { isRangeMeant, statusFor } from './conditional.ts'

const NOW = Date.UTC(2026, 4, 20)
const CURRENT = { etag: '"a,b-gzip"', modifiedAt: Date.UTC(2024, 4, 20, 8) }
const SAME = 'Mon, 20 May 2024 08:00:00 GMT'
const BEFORE = 'Mon, 20 May 2024 07:59:59 GMT'

const of = (headers: Record<string, string>) => (name: string) => headers[name]

describe('the conditions of a request', () => {
  test.each([
    [200, {}],
    [304, { 'If-None-Match': '"a,b-gzip"' }],
    [304, { 'If-None-Match': 'W/"a,b-gzip"' }],
    [304, { 'If-None-Match': '"x", "a,b-gzip" , "y"' }],
    [304, { 'If-None-Match': '*' }],
    [200, { 'If-None-Match': '"a"' }],
    [200, { 'If-None-Match': 'a,b-gzip' }],
    [200, { 'If-None-Match': '' }],
    [304, { 'If-Modified-Since': SAME }],
    [200, { 'If-Modified-Since': BEFORE }],
    [200, { 'If-Modified-Since': '2030' }],
    [200, { 'If-None-Match': '"x"', 'If-Modified-Since': SAME }],
    [304, { 'If-None-Match': '"a,b-gzip"', 'If-Modified-Since': BEFORE }],
    [200, { 'If-Match': '"a,b-gzip"' }],
    [200, { 'If-Match': '*' }],
    [412, { 'If-Match': 'W/"a,b-gzip"' }],
    [412, { 'If-Match': '"x"' }],
    [412, { 'If-Match': '"x"', 'If-None-Match': '*' }],
    [200, { 'If-Unmodified-Since': SAME }],
    [412, { 'If-Unmodified-Since': BEFORE }],
    [200, { 'If-Unmodified-Since': 'yesterday' }],
    [200, { 'If-Match': '*', 'If-Unmodified-Since': BEFORE }],
  ] as const)('answer %i to %j', (status, headers) => {
    expect(statusFor(of(headers), CURRENT, NOW)).toBe(status)
  })
})

describe('a range', () => {
  test.each([
    [true, {}],
    [true, { 'If-Range': '"a,b-gzip"' }],
    [false, { 'If-Range': 'W/"a,b-gzip"' }],
    [false, { 'If-Range': '"x"' }],
    [true, { 'If-Range': SAME }],
    [false, { 'If-Range': BEFORE }],
    [false, { 'If-Range': 'Mon, 20 May 2024 08:00:01 GMT' }],
    [false, { 'If-Range': 'yesterday' }],
  ] as const)('holds: %s, for %j', (holds, headers) => {
    expect(isRangeMeant(of(headers), CURRENT, NOW)).toBe(holds)
  })
})
