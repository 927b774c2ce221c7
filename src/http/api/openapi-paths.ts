import { z } from 'zod'
import { listQuerySchema } from './schemas.ts'

const WHEN = {
  400: 'The body is no JSON.',
  401: 'The token is missing, or another one.',
  404: 'Nobody has subscribed with this address.',
  409: 'They get no mail, or have not confirmed yet; `state` says which.',
  413: 'The body is larger than 64 KiB.',
  415: 'The body is not said to be JSON.',
  422: 'A value cannot be taken; `errors` says which.',
  429: 'Too many requests; Retry-After says how many seconds to wait.',
  503: 'The fault is on our side; nothing may have been changed.',
}

/** What the API takes and answers, as the `paths` of OpenAPI; schemas stand elsewhere under their names. */
export function openapiPaths() {
  return { '/api/subscribers': collection(), '/api/subscribers/{address}': member() }
}

function collection() {
  return {
    get: {
      operationId: 'listSubscribers',
      summary: 'All subscribers, page by page, in the order in which they came.',
      parameters: queryParameters(),
      responses: { 200: json('A page.', 'SubscriberPage'), ...faults(422) },
    },
    post: {
      operationId: 'addSubscriber',
      summary: 'Signs somebody up. They are asked by mail, unless there is evidence that they agreed.',
      requestBody: body('NewSubscriber'),
      responses: {
        200: json('With consent: they were active already, and nothing was changed.', 'Subscriber'),
        201: { ...json('With consent: they are active from now on.', 'Subscriber'), headers: { Location: location() } },
        202: json('Taken; the same answer for every address.', 'Accepted'),
        ...faults(400, 409, 413, 415, 422),
      },
    },
  }
}

function member() {
  return {
    parameters: [
      {
        name: 'address',
        in: 'path',
        required: true,
        schema: { type: 'string' },
        description: 'Mail address, in any case.',
      },
    ],
    get: {
      operationId: 'getSubscriber',
      summary: 'One subscriber.',
      responses: { 200: json('As they are now.', 'Subscriber'), ...faults(404) },
    },
    patch: {
      operationId: 'changeSubscriber',
      summary: 'Changes what somebody gets and when, or pauses it.',
      requestBody: body('Change'),
      responses: { 200: json('As they are from now on.', 'Subscriber'), ...faults(400, 404, 409, 413, 415, 422) },
    },
    delete: {
      operationId: 'removeSubscriber',
      summary: 'Unsubscribes somebody, at once; however often it is asked.',
      responses: { 204: { description: 'No more mail goes there.' }, ...faults(404) },
    },
  }
}

function queryParameters() {
  return Object.entries(listQuerySchema.shape).map(([name, schema]) => {
    const { $schema: _, description, ...rest } = z.toJSONSchema(schema, { io: 'output' })
    return { name, in: 'query', required: false, description, schema: rest }
  })
}

function body(name: string) {
  return { required: true, content: { 'application/json': { schema: reference(name) } } }
}

function json(description: string, name: string) {
  return { description, content: { 'application/json': { schema: reference(name) } } }
}

function location() {
  return { description: 'Where they are.', schema: { type: 'string' } }
}

function faults(...more: (keyof typeof WHEN)[]) {
  const content = { 'application/problem+json': { schema: reference('Problem') } }
  const statuses = [...more, 401, 429, 503] as const
  return Object.fromEntries(statuses.map((status) => [status, { description: WHEN[status], content }]))
}

function reference(name: string) {
  return { $ref: `#/components/schemas/${name}` }
}
