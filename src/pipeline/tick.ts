import { validateDetailed } from 'node-cron'

/** What is wrong with a cron expression of `worker.tick`, with place, value and fix; null when it can be used. */
export function tickProblem(expression: string): string | null {
  const result = validateDetailed(expression)
  if (result.valid) return null
  const detail = result.errors.map((error) => error.message).join('; ')
  return `config/dateline.yaml: worker.tick ${JSON.stringify(expression)} is no cron expression (${detail}). Write it like "*/5 * * * *".`
}
