import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, palettes } from './palette.ts'

test('black on white has the contrast 21, a colour on itself 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#1d4ed8', '#1d4ed8')).toBe(1)
})

test('a colour that is legible on paper stays as it was chosen', () => {
  expect(palettes('#1d4ed8').light.accent).toBe('#1d4ed8')
})

test('a yellow gets darker on light paper and stays on dark paper', () => {
  const { light, dark } = palettes('#ffcc00')
  expect(contrast(light.accent, '#ffffff')).toBeGreaterThan(contrast('#ffcc00', '#ffffff'))
  expect(dark.accent).toBe('#ffcc00')
})

test('whatever colour a site chooses, every text has a contrast of 4.5 or more, light and dark', () => {
  const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
  fc.assert(
    fc.property(color, (chosen) => {
      for (const { paper, ink, muted, accent } of Object.values(palettes(chosen))) {
        for (const text of [ink, muted, accent]) expect(contrast(text, paper)).toBeGreaterThanOrEqual(4.5)
      }
    }),
  )
})
