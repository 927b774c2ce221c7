import { expect, test } from 'vitest'
import { cutAtTokens, readTokenMark, tokensFor, withTokenMark } from './tokens.ts'

test('tokens are six different words of 27 letters and digits', () => {
  const tokens = Object.values(tokensFor('a post'))
  expect(new Set(tokens).size).toBe(6)
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9]{27}$/)
})

test('the same material gives the same tokens, other material gives others', () => {
  expect(tokensFor('a post')).toEqual(tokensFor('a post'))
  expect(tokensFor('a post').address).not.toBe(tokensFor('another post').address)
})

test('the token mark gives the tokens back, and the HTML as it was', () => {
  const tokens = tokensFor('a post')
  expect(readTokenMark(withTokenMark('<p>Hello</p>\n', tokens))).toEqual({ html: '<p>Hello</p>', tokens })
})

test('a mark that a post shows does not count, because the last one does', () => {
  const [own, posted] = [tokensFor('own'), tokensFor('posted')]
  const html = withTokenMark(`<p>${withTokenMark('', posted)}</p>`, own)
  expect(readTokenMark(html).tokens).toEqual(own)
})

test('HTML without a mark is refused', () => {
  expect(() => readTokenMark('<p>Hello</p>')).toThrow('no token mark')
})

test('a text is cut at its tokens, and tokens of another edition stay text', () => {
  const tokens = tokensFor('own')
  const foreign = tokensFor('posted').unsubscribe
  expect(cutAtTokens(`Go: ${tokens.unsubscribe}, ${foreign}${tokens.address}`, tokens)).toEqual([
    'Go: ',
    { value: 'unsubscribe' },
    `, ${foreign}`,
    { value: 'address' },
  ])
})
