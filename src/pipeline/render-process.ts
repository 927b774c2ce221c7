import type { RenderAnswer } from './render-aside.ts'
import { doJob, type RenderJob } from './render-job.ts'

// A process of its own: takes jobs, and answers each with its words, or with what is wrong with a template. It ends with
// the process that asks.
process.on('message', async (job: RenderJob) => process.send?.(await answer(job)))
process.on('disconnect', () => process.exit())
// Whoever stops the program with Ctrl-C, or closes its terminal, stops all of its processes at once; this one ends when it
// is let go.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

async function answer(job: RenderJob): Promise<RenderAnswer> {
  try {
    return { text: await doJob(job) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
