import { z } from 'zod'
import type { Config } from '../../config/schema.ts'
import { pagesBase } from '../../mail/links.ts'
import { openapiPaths } from './openapi-paths.ts'
import { problemSchema } from './problem.ts'
import { acceptedSchema, changeSchema, newSubscriberSchema, subscriberPageSchema, subscriberSchema } from './schemas.ts'

/** The API described as OpenAPI 3.1, from the schemas that it checks with and answers by. */
export function openapiText({ site, http }: Pick<Config, 'site' | 'http'>): string {
  const document = {
    openapi: '3.1.1',
    info: { title: `Subscribers of ${site.title}`, version: '1', description: 'See docs/api.md.' },
    servers: [{ url: pagesBase({ http, site }) }],
    security: [{ token: [] }],
    paths: openapiPaths(),
    components: { securitySchemes: { token: TOKEN }, schemas: schemas() },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const TOKEN = { type: 'http', scheme: 'bearer', description: 'The API_TOKEN of the site.' }

function schemas() {
  const written = (schema: z.ZodType, io: 'input' | 'output') => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override: withoutPattern })
    return rest
  }
  return {
    NewSubscriber: written(newSubscriberSchema, 'input'),
    Change: written(changeSchema, 'input'),
    Subscriber: written(subscriberSchema, 'output'),
    SubscriberPage: written(subscriberPageSchema, 'output'),
    Accepted: written(acceptedSchema, 'output'),
    Problem: written(problemSchema, 'output'),
  }
}

/** Where a format says the same, its pattern only tires the reader. */
function withoutPattern({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format) delete jsonSchema.pattern
}
