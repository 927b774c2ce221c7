import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Where a session stands. `body`: the first bytes after DATA arrived. `dot`: the whole message did. */
export type Stage = 'banner' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'rset' | 'quit'

/** What the server does: `reply` is sent with CRLF, `raw` as it is; with `accepted` it keeps the message before it acts. */
export type Act = {
  reply?: string
  raw?: string
  accepted?: boolean
  drop?: boolean
  hang?: boolean
  /** Waits for this before anything else. */
  until?: Promise<unknown>
}

/** `connection` and `message` count from 1; undefined means the usual answer. */
export type Script = (stage: Stage, at: { connection: number; message: number; line: string }) => Act | undefined

export type Accepted = { from: string; to: string[]; body: string; connection: number }

export type ScriptedSmtp = {
  url: string
  port: number
  accepted: Accepted[]
  /** Every command line that came in, in order. */
  commands: string[]
  connections: () => number
  /** How many connections are open at this moment. */
  open: () => number
  /** Settles when a session reaches the stage. */
  reached: (stage: Stage) => Promise<void>
  close: () => Promise<void>
}

const USUAL: Record<Stage, string> = {
  banner: '220 scripted.example ESMTP',
  ehlo: '250-scripted.example\r\n250 SIZE 10000000',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  body: '',
  dot: '250 2.0.0 kept',
  rset: '250 2.0.0 ok',
  quit: '221 2.0.0 bye',
}

/** Where it listens, and what is done with a message before its acceptance is answered. */
export type Keeping = { port?: number; keep?: (message: Accepted) => void }

type State = {
  script: Script
  keep: (message: Accepted) => void
  accepted: Accepted[]
  commands: string[]
  sockets: Set<Socket>
  count: number
  messages: number
  waiting: { stage: Stage; tell: () => void }[]
}

/** A small SMTP server on 127.0.0.1 that does what the script says at each stage, and else what a good server does. */
export async function startScriptedSmtp(
  script: Script = () => undefined,
  { port: wanted = 0, keep = () => {} }: Keeping = {},
): Promise<ScriptedSmtp> {
  const counts = { count: 0, messages: 0 }
  const state: State = { script, keep, accepted: [], commands: [], sockets: new Set(), waiting: [], ...counts }
  const server = createServer((socket) => {
    state.count++
    state.sockets.add(socket)
    socket.on('close', () => state.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket, state, state.count).catch(() => socket.destroy())
  })
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    accepted: state.accepted,
    commands: state.commands,
    connections: () => state.count,
    open: () => state.sockets.size,
    reached: (stage) => new Promise((tell) => state.waiting.push({ stage, tell })),
    close: async () => {
      for (const socket of state.sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function serve(socket: Socket, state: State, connection: number): Promise<void> {
  const input = linesOf(socket)
  let from = ''
  let to: string[] = []
  const act = (stage: Stage, line: string, keep?: () => void) =>
    perform(socket, state, connection, { stage, line, keep })
  await act('banner', '')
  for (;;) {
    const line = await input.line()
    state.commands.push(line)
    const stage = stageOf(line)
    if (stage === null) socket.write('502 5.5.1 no such command\r\n')
    else if (stage === 'data') {
      state.messages++
      if (to.length === 0) {
        socket.write('554 5.5.1 no valid recipients\r\n')
        continue
      }
      if (!(await act('data', line)).startsWith('354')) continue
      const body = await input.message(() => act('body', ''))
      const message = { from, to, body, connection }
      await act('dot', '', () => {
        state.keep(message)
        state.accepted.push(message)
      })
      to = []
    } else {
      const reply = await act(stage, line)
      if (stage === 'mail') [from, to] = [addressIn(line), []]
      if (stage === 'rcpt' && reply.startsWith('2')) to.push(addressIn(line))
      if (stage === 'quit') socket.end()
    }
  }
}

async function perform(
  socket: Socket,
  state: State,
  connection: number,
  at: { stage: Stage; line: string; keep?: () => void },
): Promise<string> {
  state.waiting = state.waiting.filter(({ stage, tell }) => stage !== at.stage || tell())
  const act = state.script(at.stage, { connection, message: state.messages, line: at.line }) ?? {}
  await act.until
  const usual = act.drop || act.hang || act.raw !== undefined ? '' : USUAL[at.stage]
  const text = act.raw ?? (act.reply ?? usual).replace(/$/, (act.reply ?? usual) ? '\r\n' : '')
  if (act.accepted ?? text.startsWith('2')) at.keep?.()
  if (text) socket.write(text)
  if (act.drop) socket.end(() => socket.destroy())
  if (act.drop || act.hang) await new Promise(() => undefined)
  return text
}

function stageOf(line: string): Stage | null {
  const verb = line.slice(0, 4).toUpperCase()
  if (verb === 'HELO') return 'ehlo'
  const known: Stage[] = ['ehlo', 'auth', 'mail', 'rcpt', 'data', 'rset', 'quit']
  return known.find((stage) => stage === verb.toLowerCase()) ?? null
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? ''
}

/** Reads lines, and messages up to their final dot with dots unstuffed, in the order of their coming. */
function linesOf(socket: Socket) {
  let buffer = ''
  let wake: () => void = () => undefined
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1')
    wake()
  })
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  const upTo = async (end: string) => {
    while (!buffer.includes(end)) await more()
    const at = buffer.indexOf(end)
    const text = buffer.slice(0, at)
    buffer = buffer.slice(at + end.length)
    return text
  }
  return {
    line: () => upTo('\r\n'),
    message: async (began: () => Promise<unknown>) => {
      while (!buffer) await more()
      await began()
      return (await upTo('\r\n.\r\n')).replace(/^\.\./gm, '.').concat('\r\n')
    },
  }
}
