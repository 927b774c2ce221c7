/** Where the style sheet of the feeds lies, beside them. */
export const STYLE_NAME = 'feed.css'

/**
 * What makes a feed readable for a person who opens it in a browser: plain CSS, because browsers are taking XSLT out.
 * Elements are named without prefixes, which CSS leaves to namespaces.
 */
export function feedStyle(color: string): string {
  return `@media screen {
  :root {
    color-scheme: light dark;
    --paper: #fffdf9; --ink: #1c1917; --soft: #57534e; --line: #e7e5e4; --accent: ${color};
  }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #18181b; --ink: #f4f4f5; --soft: #a1a1aa; --line: #3f3f46; --accent: color-mix(in oklab, ${color}, white 55%); }
  }
  rss, feed {
    display: block; box-sizing: border-box; min-height: 100vh; padding: 2.5rem 1.25rem 4rem;
    background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 Georgia, "Times New Roman", serif;
  }
  channel, feed > * { display: block; max-width: 40rem; margin-inline: auto; }
  channel::before, feed::before {
    content: "This is a feed. Copy the address of this page into a feed reader, and new posts come to you.";
    display: block; box-sizing: border-box; max-width: 40rem; margin: 0 auto 2rem; padding: .75rem 1rem;
    border-left: 4px solid var(--accent); background: color-mix(in oklab, var(--accent), transparent 90%);
    font: 1rem/1.5 system-ui, sans-serif;
  }
  channel:has(> archive)::before, feed:has(> archive)::before { content: "These are older posts of a feed. Feed readers find this page by themselves."; }
  channel > title, feed > title { display: block; font-size: 2.25rem; line-height: 1.2; font-weight: bold; }
  channel > description, feed > subtitle { display: block; color: var(--soft); }
  item, feed > entry { display: flex; flex-direction: column; margin-block: 2rem 0; padding-top: 2rem; border-top: 1px solid var(--line); }
  item > title, entry > title { order: 1; font-size: 1.375rem; line-height: 1.3; font-weight: bold; }
  item > pubDate, entry > published { order: 0; color: var(--soft); font: .875rem/1.5 system-ui, sans-serif; }
  item > description, entry > summary { order: 2; margin-top: .5rem; }
  item > link { order: 3; margin-top: .5rem; color: var(--soft); font: .875rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  channel > :not(title, description, item), item > :not(title, pubDate, description, link),
  feed > :not(title, subtitle, entry), entry > :not(title, published, summary) { display: none; }
}
`
}
