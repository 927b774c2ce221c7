import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tagKey, tagPath } from './tag-path.ts'

describe('the folder of a tag', () => {
  test.each([
    ['web', 'web'],
    ['Static Sites', 'static_sites'],
    ['ci-cd', 'ci-cd'],
    ['2024', '2024'],
    ['日本語', '日本語'],
    ['Crème brûlée', 'crème_brûlée'],
    ['हिन्दी', 'हिन्दी'],
  ])('of %j is its letters: %s', (tag, path) => {
    expect(tagPath(tag)).toBe(path)
  })

  test.each([
    ['C++', 'c--cedb1bac7efc'],
    ['C#', 'c--951a4d36e0a9'],
    ['a/b', 'a-b--c14cddc033f6'],
    ['..', 'tag--5ec1f7e700f3'],
    ['🎉', 'tag--6146299cd548'],
    ['CON', 'con--1143da2bc54c'],
    ['Straße', 'straße--787f4770613d'],
    ['static_sites', 'static-sites--fdf32954389c'],
    ['x'.repeat(300), `${'x'.repeat(40)}--0d4e2ca9e9cb`],
  ])('of %j, which cannot stand as it is, ends with a hash: %s', (tag, path) => {
    expect(tagPath(tag)).toBe(path)
  })

  test('is no folder that the hash of another tag makes', () => {
    expect(tagPath('c--cedb1bac7efc')).not.toBe(tagPath('C++'))
  })

  test('is the same for every spelling of a tag', () => {
    expect(tagPath(' CRE\u0300ME ')).toBe(tagPath('crème'))
  })
})

const piece = fc.oneof(
  fc.constantFrom(
    'c',
    'C',
    '+',
    '#',
    ' ',
    '-',
    '--',
    '_',
    '.',
    '/',
    '\\',
    'ß',
    'SS',
    'ς',
    'Σ',
    'σ',
    'İ',
    'ı',
    'ſ',
    'K',
  ),
  fc.constantFrom(
    'é',
    'e\u0301',
    '日',
    'ｶ',
    'カ',
    '²',
    '2',
    '\u200d',
    '\u0000',
    '\ud800',
    '😀',
    'con',
    'nul',
    '%',
    '?',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const tag = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))

/** What a file system that knows neither case nor normal form makes of a name. */
function folded(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKD')
}

describe('whatever the tags are', () => {
  test('two of them never share a folder', () => {
    fc.assert(
      fc.property(tag, tag, (one, other) => {
        expect(folded(tagPath(one)) === folded(tagPath(other))).toBe(tagKey(one) === tagKey(other))
      }),
      { numRuns: 5000 },
    )
  })

  test('the folder is one plain segment of a path', () => {
    fc.assert(
      fc.property(tag, (each) => {
        const path = tagPath(each)
        expect(path).toMatch(/^[\p{L}\p{M}\p{N}_-]+$/u)
        expect(Buffer.byteLength(path)).toBeLessThanOrEqual(200)
        expect(path).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d|-.*)$/i)
      }),
      { numRuns: 2000 },
    )
  })
})
