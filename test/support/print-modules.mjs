// Loaded with --import: tells at the end, on descriptor 3, which packages the program has loaded.
import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'

const packages = new Set()
registerHooks({
  load(url, context, next) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
    if (name) packages.add(name)
    return next(url, context)
  },
})
process.on('exit', () => writeSync(3, JSON.stringify([...packages])))
