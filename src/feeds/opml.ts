import { type FeedConfig, siteAddress } from './channel.ts'
import { feedName, type ListDocument, type Scope } from './document.ts'
import { withoutForbidden } from './words.ts'
import { element, writeXml } from './xml-tree.ts'

/** Every feed of the site once, for the import of a reader (OPML 2.0, Subscription Lists): all posts first, then the tags. */
export function renderOpml({ tags }: ListDocument, { site: given }: FeedConfig): string {
  const site = withoutForbidden(given)
  const outline = (scope: Scope, text: string) =>
    element('outline', {
      text,
      title: text,
      type: 'rss',
      version: 'RSS2',
      xmlUrl: siteAddress(site.url, feedName(scope, 'rss')),
      htmlUrl: siteAddress(site.url, ''),
      language: site.language,
      description: site.description || undefined,
    })
  return writeXml(
    element('opml', { version: '2.0' }, [
      element('head', {}, [
        element('title', {}, site.title),
        ...(site.author ? [element('ownerName', {}, site.author.name)] : []),
      ]),
      element('body', {}, [
        outline({ kind: 'site' }, site.title),
        ...tags.map(({ tag, path }) => outline({ kind: 'tag', tag, path }, `${site.title}: ${tag}`)),
      ]),
    ]),
  )
}
