import { getPath } from 'hono/utils/url'
import type { Config } from '../config/schema.ts'

/** The path of the address under which readers reach the pages, without a slash at its end: "" or such as "/blog". */
export function basePath({ http, site }: Pick<Config, 'http' | 'site'>): string {
  return pathnameOf(http.url ?? site.url)
}

/**
 * For Hono: the path of a request below the paths of `http.url` and `site.url`. Whether the proxy in front cuts them off or
 * not, every page is found.
 */
export function pathBelow({ http, site }: Pick<Config, 'http' | 'site'>): (request: Request) => string {
  const bases = [http.url ?? site.url, site.url].map(decodedPath).filter((base) => base !== '')
  return (request) => {
    const path = getPath(request)
    const base = bases.find((each) => path === each || path.startsWith(`${each}/`))
    return base === undefined ? path : path.slice(base.length) || '/'
  }
}

function pathnameOf(url: string): string {
  return new URL(url).pathname.replace(/\/+$/, '')
}

/** As Hono has the paths of requests. */
function decodedPath(url: string): string {
  return getPath(new Request(url)).replace(/\/+$/, '')
}
