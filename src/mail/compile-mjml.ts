import { Liquid } from 'liquidjs'
import mjml2html from 'mjml'

/** The texts of emails/: digest.mjml, and the files of emails/partials/ by their names, with or without `.mjml`. */
export type Templates = { digest: string; partials: Record<string, string> }

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
 * the template says `| raw`; templates include each other, never a file. Errors name the template, and the line if known.
 */
export function compileMjml(templates: Templates): (variables: object) => Promise<string> {
  const partials = Object.entries(templates.partials).map(([name, text]) => [name.replace(/\.mjml$/, ''), text])
  const liquid = new Liquid({ ...STRICT, outputEscape: 'escape', templates: Object.fromEntries(partials) })
  return async (variables) => {
    const source = await naming('emails/digest.mjml', () =>
      liquid.parseAndRender(templates.digest, {}, { globals: variables }),
    )
    const { html } = await naming('emails/digest.mjml or one of its partials', () => mjml2html(source, MJML))
    return withoutWrapperLabel(html)
  }
}

/** Renders one line of Liquid, such as `digest.subject`, as plain text. Errors name `place`. */
export function renderLine(template: string, variables: object, place: string): Promise<string> {
  return naming(place, () => new Liquid({ ...STRICT, templates: {} }).parseAndRender(template, variables))
}

const MJML = {
  validationLevel: 'strict',
  ignoreIncludes: true,
  keepComments: false,
  fonts: {},
  minify: true,
  minifyOptions: { collapseWhitespace: 'conservative', minifyCss: false },
} as const

/** The <title> names the message already; said again around all landmarks, audits take it for content outside of them. */
function withoutWrapperLabel(html: string): string {
  return html.replace(/ aria-label="[^"]*"(?= aria-roledescription="email")/, '')
}

async function naming<T>(place: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ').trim() : String(error)
    throw new Error(`${place}: ${reason}`, { cause: error })
  }
}
