/** Colours `#rrggbb` of one appearance; ink, muted and accent are legible on paper. */
export type Palette = { paper: string; ink: string; muted: string; line: string; accent: string }

export type Palettes = { light: Palette; dark: Palette }

/** The style of the page that lists the feeds. */
export function pageStyle({ light, dark }: Palettes): string {
  return `:root { ${variables(light)} color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }${RULES}`
}

function variables({ paper, ink, muted, line, accent }: Palette): string {
  return `--paper: ${paper}; --ink: ${ink}; --muted: ${muted}; --line: ${line}; --accent: ${accent};`
}

const RULES = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
.page { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem 5rem; }
.masthead { padding: 1.25rem 0 .75rem; border-bottom: 1px solid var(--line); margin-bottom: 3rem; }
.masthead a { display: inline-flex; align-items: center; min-height: 44px; color: var(--ink); font: 600 1.125rem/1.3 Georgia, "Times New Roman", serif; text-decoration: none; }
.masthead a:hover { text-decoration: underline; text-underline-offset: .2em; }
h1, h2 { font-family: Georgia, "Times New Roman", serif; font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(1.875rem, 6vw, 2.75rem); letter-spacing: -.015em; margin: 0 0 1rem; }
h2 { font-size: 1.375rem; margin: 3.5rem 0 .5rem; }
p { margin: 0 0 1.1rem; max-width: 38rem; }
.lead { color: var(--muted); font-size: 1.1875rem; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .07em; }
a:hover { text-decoration-thickness: .14em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ol, ul { list-style: none; margin: 0; padding: 0; }
.steps { counter-reset: step; margin: 2rem 0 0; border-block: 1px solid var(--line); }
.steps li { counter-increment: step; display: grid; grid-template-columns: 2.25rem 1fr; padding: .9rem 0; }
.steps li + li { border-top: 1px solid var(--line); }
.steps li::before { content: counter(step); color: var(--accent); font: 600 1.375rem/1.25 Georgia, "Times New Roman", serif; }
.whole { margin: 0 0 1rem; }
.whole li { display: grid; grid-template-columns: 4rem 1fr auto; align-items: center; border-bottom: 1px solid var(--line); }
.whole b { font-weight: 600; }
.whole code { padding: .7rem 0; font: inherit; user-select: all; -webkit-user-select: all; }
.open { padding: .55rem .75rem; margin-inline-end: -.75rem; }
.tags { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); column-gap: 2.5rem; }
.tags li { display: flex; align-items: center; justify-content: space-between; column-gap: .75rem; border-bottom: 1px solid var(--line); }
.tag { padding: .55rem 0; min-width: 0; line-height: 1.35; }
.tag b { font-weight: 600; }
.tag small { color: var(--muted); font-size: .875rem; white-space: nowrap; }
.formats { display: flex; flex: none; white-space: nowrap; margin-inline-end: -.5rem; font-size: .9375rem; }
.formats a { padding: .65rem .5rem; min-width: 44px; text-align: center; }
.note { color: var(--muted); }
pre { margin: 0; padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: .4rem; overflow-x: auto; font: .875rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: normal; tab-size: 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 480px) {
  .page { padding: 0 1rem 3.5rem; }
  .masthead { margin-bottom: 2rem; }
  .whole li { grid-template-columns: 1fr auto; }
  .whole code { grid-row: 2; grid-column: 1 / 3; padding: 0 0 .7rem; }
  .open { padding-block: .7rem; }
}
`
