/** Where the style sheet of the feeds lies, beside them. */
export const STYLE_NAME = 'feed.css'

/**
 * What makes a feed readable for a person who opens it in a browser: plain CSS, because browsers are taking XSLT out.
 * `|title` is an element of RSS, which has no namespace; what other modules call by the same name stays hidden. `language` is
 * that of the site (BCP 47).
 */
export function feedStyle(color: string, language = 'en'): string {
  return `@namespace atom "http://www.w3.org/2005/Atom";
@namespace fh "http://purl.org/syndication/history/1.0";
@media screen {
  :root {
    color-scheme: light dark; direction: ${new Intl.Locale(language).getTextInfo().direction};
    --paper: #fffdf9; --ink: #1c1917; --soft: #57534e; --line: #e7e5e4; --accent: ${color};
  }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #18181b; --ink: #f4f4f5; --soft: #a1a1aa; --line: #3f3f46; --accent: color-mix(in oklab, ${color}, white 55%); }
  }
${LAYOUT}}
`
}

/**
 * A date shows its day alone: so many characters of a fixed width, of `Sun, 21 Dec 2025 ...` and of `2025-12-21T...`. Each
 * text runs in the direction of its first letter.
 */
const LAYOUT = `  |rss, atom|feed {
    display: block; box-sizing: border-box; min-height: 100vh; padding: clamp(1.25rem, 5vw, 3.5rem) 1.25rem 5rem;
    background: var(--paper); color: var(--ink); font: 1.125rem/1.6 Georgia, "Times New Roman", serif; overflow-wrap: anywhere;
  }
  |channel, atom|feed > * { display: block; max-width: 40rem; margin-inline: auto; }
  |channel::before, atom|feed::before {
    content: "This is a feed. Copy the address of this page into a feed reader, and new posts come to you.";
    display: block; box-sizing: border-box; max-width: 40rem; margin: 0 auto clamp(2rem, 6vw, 3.5rem); padding: .8rem 1.1rem;
    border-radius: .4rem; border-inline-start: .3rem solid var(--accent);
    background: color-mix(in oklab, var(--accent), transparent 91%); font: 1rem/1.5 system-ui, sans-serif; direction: ltr;
  }
  |channel:has(> fh|archive)::before, atom|feed:has(> fh|archive)::before {
    content: "These are older posts of a feed. Feed readers find this page by themselves.";
  }
  |channel > |title, atom|feed > atom|title { display: block; font-size: clamp(1.875rem, 6vw, 2.75rem); line-height: 1.15; font-weight: bold; letter-spacing: -.015em; text-wrap: balance; }
  |channel > |description, atom|feed > atom|subtitle { display: block; margin-top: .6rem; color: var(--soft); }
  |item, atom|feed > atom|entry { display: flex; flex-direction: column; margin-block: 2.25rem 0; padding-top: 2rem; border-top: 1px solid var(--line); }
  |item > |title, atom|entry > atom|title { order: 1; margin-top: .35rem; font-size: 1.4375rem; line-height: 1.3; font-weight: bold; text-wrap: balance; }
  |item > |pubDate, atom|entry > atom|published {
    order: 0; box-sizing: content-box; inline-size: 16ch; overflow: hidden; white-space: nowrap; overflow-wrap: normal; direction: ltr; color: var(--soft);
    font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "Courier New", monospace;
  }
  atom|entry > atom|published { inline-size: 10ch; }
  |item > |description, atom|entry > atom|summary { order: 2; margin-top: .6rem; }
  |item > |link, atom|entry > atom|link[rel="alternate"] { order: 3; align-self: start; margin-top: .6rem; color: var(--soft); font: .875rem/1.5 system-ui, sans-serif; direction: ltr; }
  atom|entry > atom|link[rel="alternate"]::before { content: attr(href); }
  |title, |description, atom|title, atom|subtitle, atom|summary { unicode-bidi: plaintext; text-align: start; }
  |channel > :not(|title, |description, |item), |item > :not(|title, |pubDate, |description, |link),
  atom|feed > :not(atom|title, atom|subtitle, atom|entry),
  atom|entry > :not(atom|title, atom|published, atom|summary, atom|link[rel="alternate"]) { display: none; }
`
