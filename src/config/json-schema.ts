import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The JSON schema of config/dateline.yaml for editors, made from the one the program checks with. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })
  return `${JSON.stringify({ title: 'config/dateline.yaml', ...schema }, null, 2)}\n`
}
