import { expect, it } from 'vitest'
import { ServedSite } from './support/served-site.ts'
import { makeSite, post } from './support/site.ts'

it('an episode below public/ is served with the type and the length that the feeds say, in parts too', async () => {
  const served = new ServedSite(
    makeSite({
      'public/audio/episode 1.m4a': `\0\0\0\x20ftypM4A ${'\0'.repeat(2_000_000)}`,
      'posts/episode.md': post('An episode', '2026-05-01', 'Listen.\n', 'enclosure: /audio/episode 1.m4a\n'),
    }),
  )
  await served.open()
  const url = await served.serve()
  await served.publish()
  const feed = await (await fetch(`${url}/feed.json`)).json()
  const attachment = feed.items[0].attachments[0]
  const episode = url + new URL(attachment.url).pathname
  const whole = await fetch(episode)
  expect((await whole.arrayBuffer()).byteLength).toBe(attachment.size_in_bytes)
  expect(whole.headers.get('Content-Type')).toBe(attachment.mime_type)
  const part = await fetch(episode, { headers: { Range: 'bytes=4-7' } })
  expect([part.status, await part.text()]).toEqual([206, 'ftyp'])
  await served.close()
})
