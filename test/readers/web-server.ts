import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export type WebServer = 'nginx' | 'Caddy'

/** Starts a web server of Debian on a folder as docs/operations.md tells to; answers its address. */
export async function startWebServer(server: WebServer, folder: string): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'dateline-web-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const host = `127.0.0.1:${await freePort()}`
  const config = join(home, 'config')
  const { program, args, text, ready } = server === 'nginx' ? nginx(home, host, folder) : caddy(host, folder)
  writeFileSync(config, text)
  const env = { PATH: '/usr/bin:/bin', HOME: home }
  const child = spawn(program, [...args, config], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  child.on('error', ({ message }) => said.push(`${message}. Run apt-get install -y nginx-light caddy.`))
  const ended = once(child, 'close').catch(() => once(child, 'close'))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  for await (const line of createInterface(child.stderr)) {
    if (line.includes(ready)) return `http://${host}`
    said.push(line)
  }
  throw new Error(`${program} did not start: ${said.join('\n')}`)
}

function nginx(home: string, host: string, folder: string) {
  const [http = '', server = ''] = snippet('nginx', '# In the block http:').split('# In the block server:')
  const text = `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; pid ${home}/pid; error_log stderr notice; events {}
http {
  include /etc/nginx/mime.types; access_log off; client_body_temp_path ${home}/body;
  ${http}
  server { listen ${host}; ${server.replace('/srv/blog/public', folder)} }
}`
  return { program: '/usr/sbin/nginx', args: ['-e', 'stderr', '-c'], text, ready: 'start worker process ' }
}

function caddy(host: string, folder: string) {
  const site = snippet('caddyfile', 'root').replace('/srv/blog/public', folder)
  const text = `{\n\tadmin off\n\tauto_https off\n}\nhttp://${host} {\nbind 127.0.0.1\n${site}\n}\n`
  const args = ['run', '--adapter', 'caddyfile', '--config']
  return { program: '/usr/bin/caddy', args, text, ready: 'serving initial configuration' }
}

/** The block of that language in the docs that begins so. */
function snippet(language: string, start: string): string {
  const docs = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const found = docs.split(`\`\`\`${language}\n`).find((part) => part.startsWith(start))
  if (found === undefined) throw new Error(`docs/operations.md has no block of ${language} that begins with ${start}.`)
  return found.split('\n```')[0] ?? ''
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
