import { Liquid } from 'liquidjs'
import { circleIn, liquidFault, liquidPlace } from './liquid-fault.ts'
import { loadMjml } from './load-mjml.ts'
import { mjmlFault, structureFault } from './mjml-fault.ts'
import { fileOf, marked } from './template-marks.ts'
import type { Templates } from './templates.ts'

const mjml2html = loadMjml()

const STRICT = {
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  parseLimit: 1_000_000,
  renderLimit: 10_000,
  memoryLimit: 50_000_000,
}

/**
 * Turns the digest template into a function from its variables to HTML: Liquid, then MJML. Every value is escaped unless
 * the template says `| raw`; templates include each other, never a file. Errors name the author's file, and the line where
 * it is known, and the fix.
 */
export function compileMjml(given: Templates): (variables: object) => Promise<string> {
  const templates = { digest: given.digest, partials: bareNames(given.partials) }
  const circle = circleIn(templates.partials)
  return async (variables) => {
    if (given.digest.trim() === '') {
      throw new Error(`${fileOf(null)}: is empty. Copy the digest.mjml that the program comes with, and change that.`)
    }
    if (circle !== null) throw new Error(`${fileOf(circle)}: includes itself. Remove its {% render '${circle}' %}.`)
    const source = await fill(templates, variables)
    const place = () => fill(marked(templates), variables).catch(() => '')
    const fault = structureFault(source)
    if (fault) throw new Error(fault(await place()))
    try {
      return withoutWrapperLabel((await mjml2html(source, MJML)).html)
    } catch (error) {
      throw new Error(mjmlFault(error, await place()), { cause: error })
    }
  }
}

/** Renders one line of Liquid, such as `digest.subject`, as plain text. Errors name `place`. */
export async function renderLine(template: string, variables: object, place: string): Promise<string> {
  const liquid = new Liquid({ ...STRICT, templates: {} })
  try {
    return await liquid.parseAndRender(template, variables)
  } catch (error) {
    throw new Error(`${place}: ${liquidFault(error, { liquid, variables, partials: [] })}`, { cause: error })
  }
}

const MJML = {
  validationLevel: 'strict',
  ignoreIncludes: true,
  keepComments: false,
  fonts: {},
  minify: true,
  minifyOptions: { collapseWhitespace: 'conservative', minifyCss: false, skipConfigLoading: true },
} as const

async function fill(templates: Templates, variables: object): Promise<string> {
  const liquid = new Liquid({ ...STRICT, outputEscape: 'escape', templates: templates.partials })
  try {
    return await liquid.parseAndRender(templates.digest, {}, { globals: variables })
  } catch (error) {
    const fault = liquidFault(error, { liquid, variables, partials: Object.keys(templates.partials) })
    throw new Error(`${liquidPlace(error, templates)}: ${fault}`, { cause: error })
  }
}

function bareNames(partials: Templates['partials']): Templates['partials'] {
  return Object.fromEntries(Object.entries(partials).map(([name, text]) => [name.replace(/\.mjml$/, ''), text]))
}

/** The <title> names the message already; said again around all landmarks, audits take it for content outside of them. */
function withoutWrapperLabel(html: string): string {
  return html.replace(/ aria-label="[^"]*"(?= aria-roledescription="email")/, '')
}
