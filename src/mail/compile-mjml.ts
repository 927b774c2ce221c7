import { Liquid } from 'liquidjs'
import { circleIn, liquidFault, liquidPlace } from './liquid-fault.ts'
import { loadMjml } from './load-mjml.ts'
import { mjmlFault, structureFault } from './mjml-fault.ts'
import { fileOf, marked, partialFile } from './template-marks.ts'
import type { Template } from './templates.ts'

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
 * Turns a template into a function from its variables to HTML: Liquid, then MJML. Every value is escaped unless
 * the template says `| raw`; templates include each other, never a file. Errors name the author's file, and the line where
 * it is known, and the fix.
 */
export function compileMjml(given: Template): (variables: object) => Promise<string> {
  const template = { ...given, partials: bareNames(given.partials) }
  const file = fileOf(template)
  const circle = circleIn(template.partials)
  return async (variables) => {
    if (template.text.trim() === '') {
      throw new Error(`${file}: is empty. Copy the ${template.name}.mjml that the program comes with, and change that.`)
    }
    if (circle !== null)
      throw new Error(`${partialFile(circle)}: includes itself. Remove its {% render '${circle}' %}.`)
    const source = await fill(template, variables)
    const place = () => fill(marked(template), variables).catch(() => '')
    const fault = structureFault(source, file)
    if (fault) throw new Error(fault(await place()))
    try {
      return withoutWrapperLabel((await mjml2html(source, MJML)).html)
    } catch (error) {
      throw new Error(mjmlFault(error, await place(), file), { cause: error })
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

async function fill(template: Template, variables: object): Promise<string> {
  const liquid = new Liquid({ ...STRICT, outputEscape: 'escape', templates: template.partials })
  try {
    return await liquid.parseAndRender(template.text, {}, { globals: variables })
  } catch (error) {
    const fault = liquidFault(error, { liquid, variables, partials: Object.keys(template.partials) })
    throw new Error(`${liquidPlace(error, template)}: ${fault}`, { cause: error })
  }
}

function bareNames(partials: Template['partials']): Template['partials'] {
  return Object.fromEntries(Object.entries(partials).map(([name, text]) => [name.replace(/\.mjml$/, ''), text]))
}

/** The <title> names the message already; said again around all landmarks, audits take it for content outside of them. */
function withoutWrapperLabel(html: string): string {
  return html.replace(/ aria-label="[^"]*"(?= aria-roledescription="email")/, '')
}
