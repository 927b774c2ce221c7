import { spawnSync } from 'node:child_process'

export type Measured = { seconds: number; megabytes: number; output: string }

const REPORT = `process.on('exit',()=>require('fs').writeSync(3,String(process.resourceUsage().maxRSS)))`

/** Runs a Node program and tells its wall time and its peak of memory. @throws when it fails */
export function measure(args: string[], env: Record<string, string> = {}): Measured {
  const preload = `data:text/javascript,import{createRequire}from'module';const require=createRequire('file:///');${encodeURIComponent(REPORT)}`
  const started = performance.now()
  const run = spawnSync(process.execPath, [`--import=${preload}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const seconds = (performance.now() - started) / 1000
  if (run.status !== 0) throw new Error(`${args.join(' ')} ended with ${run.status}: ${run.stderr}`)
  return { seconds, megabytes: Number(String(run.output[3])) / 1024, output: String(run.stdout) }
}

/** The median of several runs, by time. */
export function median(runs: Measured[]): Measured {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)] as Measured
}
