import { writeFileSync } from 'node:fs'
import { jsonSchemaText } from './json-schema.ts'

writeFileSync(new URL('../../config/dateline.schema.json', import.meta.url), jsonSchemaText())
