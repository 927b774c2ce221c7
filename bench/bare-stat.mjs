import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

let bytes = 0
for (const name of readdirSync(process.argv[2], { recursive: true })) {
  if (name.endsWith('.md')) bytes += statSync(join(process.argv[2], name)).size
}
process.stdout.write(`${bytes}\n`)
