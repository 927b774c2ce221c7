#!/usr/bin/env node
import { start } from './start.mjs'

await start(['publish', ...process.argv.slice(2)])
