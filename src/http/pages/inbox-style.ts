import { pageStyle } from './style.ts'

/** The style of the pages that show messages. */
export function inboxStyle(color: string): string {
  return pageStyle(color) + INBOX
}

const INBOX = `
.page{max-width:64rem}
.masthead{display:flex;flex-wrap:wrap;align-items:center;gap:0 1rem;margin-bottom:1.5rem}
.masthead .badge{margin-inline-start:auto;font:600 .8125rem/1.2 system-ui,sans-serif;color:var(--muted);border:1px solid var(--line);border-radius:1rem;padding:.3rem .75rem;min-height:0}
.lead{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 1rem}
.lead h1{margin-bottom:.5rem}
.messages{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}
.messages a{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.1rem 1.5rem;padding:.9rem .75rem;margin:0 -.75rem;color:inherit;text-decoration:none}
.messages li{border-bottom:1px solid var(--line)}
.messages a:hover{background:color-mix(in srgb,var(--accent) 8%,transparent)}
.messages .subject{font:600 1.125rem/1.35 Georgia,"Times New Roman",serif;grid-column:1;grid-row:1}
.messages a:hover .subject{text-decoration:underline;text-underline-offset:.18em}
.messages .to{color:var(--muted);font-size:.9375rem;grid-column:1;grid-row:2}
.messages time{color:var(--muted);font-size:.9375rem;font-variant-numeric:tabular-nums;grid-column:2;grid-row:1;white-space:nowrap;padding-top:.15rem}
.pager{display:flex;justify-content:space-between;gap:1rem;margin-top:1rem}
.pager a,.back{display:inline-flex;align-items:center;min-height:44px}
.empty{border:1px dashed var(--muted);border-radius:.5rem;padding:2.5rem 1.25rem;text-align:center;color:var(--muted)}
.empty p:last-child{margin:0}
code{font:.9375em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem;margin:0 0 1.25rem;font-size:.9375rem}
.facts dt{color:var(--muted)}
.facts dd{margin:0}
.tabs{display:flex;flex-wrap:wrap;border-bottom:1px solid var(--line);gap:.25rem}
.tabs a{display:inline-flex;align-items:center;min-height:44px;padding:0 1rem;color:var(--muted);text-decoration:none;border-bottom:3px solid transparent;margin-bottom:-1px}
.tabs a:hover{color:var(--ink)}
.tabs a[aria-current]{color:var(--ink);font-weight:600;border-bottom-color:var(--accent)}
.tabs .aside{margin-inline-start:auto}
iframe{display:block;width:100%;height:max(30rem,calc(100dvh - 9rem));border:1px solid var(--line);border-top:0;background:var(--paper)}
pre{margin:0;padding:1.25rem 0;font:.9375rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.hint{color:var(--muted);font-size:.875rem;margin:.75rem 0 0}
@media(max-width:480px){
.messages a{grid-template-columns:minmax(0,1fr)}
.messages time{grid-column:1;grid-row:3;padding:0}
.page.showing{padding-inline:1rem}
.showing iframe{width:calc(100% + 2rem);margin-inline:-1rem;border-inline:0}
.tabs a{padding:0 .75rem}
}`
