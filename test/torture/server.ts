// Run as a process of its own by mail-server.ts: a scripted SMTP server that puts each message that it takes on the disk
// before it says so. Its record is the truth, whatever is killed.
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { type Accepted, type Script, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { type Rule, scriptOf } from './rules.ts'
import type { Acceptance } from './tally.ts'

const [record = '', port, rules = '[]'] = process.argv.slice(2)
const file = openSync(record, 'a')
let follow = scriptOf(JSON.parse(rules) as Rule[])

const script: Script = (stage, at) => {
  process.send?.({ stage })
  return follow(stage, at)
}

function keep({ to, body }: Accepted): void {
  const text = body.replaceAll('=\r\n', '')
  const line: Acceptance = {
    id: /^Message-ID:\s*(\S+)/im.exec(body)?.[1] ?? '',
    to: to[0] ?? '',
    marks: [...new Set(text.match(/\bmark-\d+\b/g))],
    at: Date.now(),
  }
  writeSync(file, `${JSON.stringify(line)}\n`)
  fsyncSync(file)
}

process.on('message', (message: { rules: Rule[] }) => {
  follow = scriptOf(message.rules)
  process.send?.({ following: true })
})
process.on('disconnect', () => process.exit())

const smtp = await startScriptedSmtp(script, { port: Number(port), keep })
process.send?.({ port: smtp.port })
