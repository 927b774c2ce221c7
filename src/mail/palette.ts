/** Colours `#rrggbb` of one appearance. Each text colour has a contrast of 4.5:1 or more on `paper`. */
export type Palette = { paper: string; ink: string; muted: string; line: string; accent: string }

const LIGHT = { paper: '#fdfcf9', ink: '#211d18', muted: '#5b5349', line: '#e2dccf' }
const DARK = { paper: '#17171a', ink: '#e8e4db', muted: '#b3aca1', line: '#37363a' }

/** On a dark ground 4.5:1 reads poorly for colours; light grounds keep the chosen colour as far as it goes. */
const ON_DARK = 7

/** Both appearances of a digest whose links and buttons have the colour of `digest.color`, made legible where it is not. */
export function palettes(color: string): { light: Palette; dark: Palette } {
  return {
    light: { ...LIGHT, accent: legible(color, LIGHT.paper) },
    dark: { ...DARK, accent: legible(color, DARK.paper, ON_DARK) },
  }
}

/** Contrast of two colours `#rrggbb`: 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** The colour itself, or the first on its way to black or white whose contrast on `background` is at least `least`:1. */
export function legible(color: string, background: string, least = 4.5): string {
  const end = luminance(background) > 0.18 ? 0 : 255
  for (let step = 0; step <= 100; step++) {
    const mixed = hex(channels(color).map((channel) => Math.round(channel + ((end - channel) * step) / 100)))
    if (contrast(mixed, background) >= least) return mixed
  }
  return hex([end, end, end])
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
}

function hex(values: number[]): string {
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
