import { type Palette, palettes } from '../../mail/palette.ts'

/** The style of every page, in the site's colour, light and dark. */
export function pageStyle(color: string): string {
  const { light, dark } = palettes(color)
  return `:root{${variables(light)}color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{${variables(dark)}}}${BASE}${FORM}`
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
p{margin:0 0 1.1rem}
a{color:var(--accent);text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.quiet{color:var(--muted);font-size:.9375rem}
.quiet a{display:inline-block;padding:.7rem 0}
strong{font-weight:600}
@media(max-width:480px){.page{padding:0 1rem 3rem}.masthead{margin-bottom:1.75rem}}`

const FORM = `
form{margin:0 0 2rem}
fieldset{border:0;border-top:1px solid var(--line);margin:0;padding:1.25rem 0 1.5rem;min-width:0}
legend{float:left;width:100%;font:600 1.125rem/1.3 Georgia,"Times New Roman",serif;padding:0;margin:0 0 .6rem}
legend+*{clear:both}
label.choice{display:flex;gap:.75rem;align-items:center;min-height:44px;padding:.3rem 0;cursor:pointer}
label.choice small{color:var(--muted);font-size:.875rem;margin-inline-start:auto;padding-inline-start:.75rem;font-variant-numeric:tabular-nums}
input[type=radio],input[type=checkbox]{inline-size:1.25rem;block-size:1.25rem;margin:0;accent-color:var(--accent);flex:none}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem}
.field{display:block}
.field span{display:block;font-size:.9375rem;color:var(--muted);margin-bottom:.3rem}
select{width:100%;min-height:44px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--muted);border-radius:.4rem;padding:.4rem .6rem}
button{font:600 1.0625rem/1.2 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;min-height:48px;padding:.8rem 1.6rem;border:0;border-radius:.4rem;background:var(--accent);color:var(--paper);cursor:pointer}
button:hover{filter:brightness(1.08)}
.said{border-inline-start:4px solid var(--accent);padding:.2rem 0 .2rem 1rem;margin:0 0 1.75rem}
.said p{margin:0}
@supports selector(:has(*)){
.topics,.for-hour,.for-weekday,.for-monthday{display:none}
form:has(#some:checked) .topics{display:block}
form:has(#daily:checked,#weekly:checked,#monthly:checked) .for-hour,form:has(#weekly:checked) .for-weekday,form:has(#monthly:checked) .for-monthday{display:block}
form:has(#instant:checked) .when{display:none}
}
@media(max-width:480px){button{width:100%}}`
