import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { addOne } from './add-one.ts'
import { authorise } from './authorise.ts'
import { changeOne } from './change-one.ts'
import type { ApiDeps } from './deps.ts'
import { listAll } from './list-all.ts'
import { openapiText } from './openapi.ts'
import { answerProblem, Problem } from './problem.ts'
import { removeOne } from './remove-one.ts'
import { showOne } from './show-one.ts'

/** The API for the site's own code, below /api/ (docs/api.md). Nothing is there without API_TOKEN. */
export function apiRoutes(deps: ApiDeps): Hono {
  const app = new Hono()
  if (deps.apiToken === undefined) return app
  app.use('/api/*', apiHeaders)
  const document = openapiText(deps.config)
  app.get('/api/openapi.json', (c) => c.body(document, 200, { 'Content-Type': 'application/json' }))
  app.all('/api/openapi.json', onlyTakes('GET, HEAD'))
  app.use('/api/*', authorise(deps.apiToken, deps.clock), bodyLimit({ maxSize: 64 * 1024, onError: tooLarge }))
  app.get('/api/subscribers', listAll(deps))
  app.post('/api/subscribers', addOne(deps))
  app.all('/api/subscribers', onlyTakes('GET, HEAD, POST'))
  app.get('/api/subscribers/:address', showOne(deps))
  app.patch('/api/subscribers/:address', changeOne(deps))
  app.delete('/api/subscribers/:address', removeOne(deps))
  app.all('/api/subscribers/:address', onlyTakes('GET, HEAD, PATCH, DELETE'))
  app.all('/api/*', () => {
    throw new Problem(404, 'There is nothing here. GET /api/openapi.json says what is where.')
  })
  app.onError(answerProblem)
  return app
}

const apiHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
  c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  c.header('Referrer-Policy', 'no-referrer')
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('X-Robots-Tag', 'noindex')
}

function tooLarge(_: Context): never {
  throw new Problem(413, 'The body is larger than 64 KiB. No subscriber needs so much.')
}

function onlyTakes(methods: string) {
  return (): never => {
    throw new Problem(405, `This address takes ${methods}.`, { headers: { Allow: methods } })
  }
}
