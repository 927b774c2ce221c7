import { type Palette, palettes } from '../../mail/palette.ts'
import { FORM_STYLE } from './form-style.ts'

/** The style of every page, in the site's colour, light and dark. */
export function pageStyle(color: string): string {
  const { light, dark } = palettes(color)
  return `:root{${variables(light)}color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{${variables(dark)}}}${BASE}${FORM_STYLE}`
}

function variables({ paper, ink, muted, line, accent }: Palette): string {
  return `--paper:${paper};--ink:${ink};--muted:${muted};--line:${line};--accent:${accent};`
}

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
.page{max-width:38rem;margin:0 auto;padding:0 1.25rem 4rem}
.masthead{padding:1.25rem 0 .75rem;border-bottom:1px solid var(--line);margin-bottom:2.5rem}
.masthead a,.masthead span{display:inline-flex;align-items:center;min-height:44px;color:var(--ink);font:600 1.125rem/1.3 Georgia,"Times New Roman",serif;text-decoration:none}
.masthead a:hover{text-decoration:underline;text-underline-offset:.2em}
h1{font:600 clamp(1.75rem,6vw,2.25rem)/1.2 Georgia,"Times New Roman",serif;letter-spacing:-.01em;margin:0 0 1rem;text-wrap:balance}
h2{font:600 1.25rem/1.3 Georgia,"Times New Roman",serif;margin:0 0 .75rem;text-wrap:balance}
section{border-top:1px solid var(--line);padding-top:1.5rem;margin-top:2rem}
p{margin:0 0 1.1rem}
a{color:var(--accent);text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.lead{font-size:1.1875rem;line-height:1.5}
.quiet{color:var(--muted);font-size:.9375rem}
.quiet a{display:inline-block;padding:.7rem 0}
blockquote{margin:0 0 1.25rem;padding-inline-start:1rem;border-inline-start:3px solid var(--line)}
pre{margin:0 0 1.5rem;padding:1rem;border:1px solid var(--line);border-radius:.4rem;font:.875rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-x:auto;overflow-wrap:normal}
code{font:.9375em ui-monospace,"SF Mono",Menlo,Consolas,monospace}
strong{font-weight:600}
@media(max-width:480px){.page{padding:0 1rem 3rem}.masthead{margin-bottom:1.75rem}}`
