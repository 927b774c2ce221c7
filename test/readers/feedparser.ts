import { runProgram } from './program.ts'
import { makeHome } from './reader.ts'

/** A feed as feedparser understood it. `complaint`: why it takes the feed for broken, or null. */
export type ParsedFeed = {
  complaint: string | null
  format: string
  entries: { id: string; title: string; link: string }[]
}

const SCRIPT = `
import feedparser, json, sys
feed = feedparser.parse(sys.argv[1])
print(json.dumps({
    'complaint': repr(feed.get('bozo_exception')) if feed.bozo else None,
    'format': feed.version,
    'entries': [{'id': entry.id, 'title': entry.title, 'link': entry.link} for entry in feed.entries],
}))
`

/** Lets Debian's python3-feedparser fetch and read a feed. */
export async function parseFeed(url: string): Promise<ParsedFeed> {
  return JSON.parse(await runProgram('/usr/bin/python3', ['-c', SCRIPT, url], makeHome()))
}
