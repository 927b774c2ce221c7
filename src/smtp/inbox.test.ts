import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Inbox, startInbox } from './inbox.ts'
import { listInbox, readInbox, readMessage } from './read-inbox.ts'
import { openSender, type Sender } from './sender.ts'

let dir: string
let inbox: Inbox
let sender: Sender

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'inbox-'))
  inbox = await startInbox(dir)
  sender = await openSender({ url: inbox.url, connections: 2, requireTls: true })
})

afterEach(async () => {
  await sender.close()
  await inbox.close()
  await rm(dir, { recursive: true })
})

const RAW = [
  'From: Harbour Notes <digest@harbour.example>',
  'To: =?utf-8?Q?Ad=C3=A4?= <ada@example.org>',
  'Subject: =?utf-8?Q?Caf=C3=A9?=',
  'Date: Mon, 20 May 2024 08:00:00 +0000',
  'Message-ID: <1.abc@harbour.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Plain words',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Rich words</p>',
  '--b--',
  '',
].join('\r\n')

async function send(raw = RAW, to = 'ada@example.org'): Promise<string> {
  const envelope = { from: 'digest@harbour.example', to }
  const message = { deliveryId: 1, envelope, messageId: '<1.abc@harbour.example>', raw: Buffer.from(raw) }
  return (await sender.send(message, async () => true)).kind
}

describe('the rehearsal inbox', () => {
  test('keeps a message byte for byte, under a name of its time, its recipient and its Message-ID', async () => {
    expect(await send()).toBe('accepted')
    const [name] = await readdir(dir)
    expect(name).toMatch(/^\d{8}T\d{9}Z-ada@example\.org-[0-9a-f]{8}\.eml$/)
    expect(await readFile(join(dir, name!), 'utf8')).toBe(RAW)
  })

  test('a second copy of a message is a second file', async () => {
    await send()
    await send()
    const names = await readdir(dir)
    expect(names).toHaveLength(2)
    expect(new Set(names.map((name) => name.slice(-12))).size).toBe(1)
  })

  test('messages that come at once are all kept', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => send(RAW, `reader${n}@example.org`)))
    expect(await readdir(dir)).toHaveLength(60)
  })

  test('a recipient cannot lead out of the folder', async () => {
    await send(RAW, 'etc/passwd@example.org')
    expect((await readdir(dir)).map((name) => name.slice(20))).toEqual([
      expect.stringMatching(/^etc_passwd@example\.org-[0-9a-f]{8}\.eml$/),
    ])
  })

  test('a message that cannot be written is not taken', async () => {
    await rm(dir, { recursive: true })
    await writeFile(dir, 'no folder')
    expect(await send()).not.toBe('accepted')
  })

  test('a port in use is explained', async () => {
    const port = Number(new URL(inbox.url).port)
    await expect(startInbox(dir, { port })).rejects.toThrow(`port ${port} of 127.0.0.1 is in use. Choose another`)
  })
})

describe('reading the inbox', () => {
  test('gives addresses, subject, date, both parts and the source', async () => {
    await send()
    expect(await readInbox(dir)).toEqual([
      {
        name: expect.any(String),
        from: 'Harbour Notes <digest@harbour.example>',
        to: 'Adä <ada@example.org>',
        subject: 'Café',
        messageId: '<1.abc@harbour.example>',
        receivedAt: expect.any(Number),
        date: Date.UTC(2024, 4, 20, 8),
        html: expect.stringContaining('<p>Rich words</p>'),
        text: expect.stringContaining('Plain words'),
        source: RAW,
        attachments: [],
      },
    ])
  })

  test('lists the newest first, page by page', async () => {
    for (const n of [1, 2, 3]) await send(RAW.replace('=?utf-8?Q?Caf=C3=A9?=', `Number ${n}`))
    const { total, entries } = await listInbox(dir, { skip: 0, limit: 2 })
    expect([total, entries.map(({ subject }) => subject)]).toEqual([3, ['Number 3', 'Number 2']])
  })

  test.each([
    '../secret.eml',
    '..',
    'x.eml',
    '20240520T080000000Z-a/../../b-01234567.eml',
    '',
  ])('the name %j is none of its own', async (name) => {
    expect(await readMessage(dir, name)).toBe(null)
  })

  test('a folder that is not there is an empty inbox', async () => {
    expect(await readInbox(join(dir, 'nowhere'))).toEqual([])
  })

  test('other files in the folder are left alone', async () => {
    await writeFile(join(dir, 'notes.txt'), 'mine')
    await writeFile(join(dir, '.20240520T080000000Z-a-01234567.eml.1.part'), 'half')
    expect((await listInbox(dir, { skip: 0, limit: 10 })).total).toBe(0)
  })
})
