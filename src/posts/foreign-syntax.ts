import { withoutCode } from './code-regions.ts'
import { withoutShortcodes } from './foreign-hugo.ts'
import { withoutAttributeLists } from './foreign-kramdown.ts'
import { withoutLiquid } from './foreign-liquid.ts'
import { withoutModuleSyntax } from './foreign-mdx.ts'
import { withoutVaultSyntax } from './foreign-obsidian.ts'

const FOREIGN =
  /\{\{|\{%|\{[:#./]|\{\w+=|\]\{|\)\{|=\{|\[\[|\[!|\[toc|==|%%|\$.*\$|\$\$|<\w[^>]*=\{|markdown=|^(?:import|export)\s/im

/**
 * Markdown without what only another site generator understands: tags of Jekyll and Hexo, shortcodes of Hugo, module
 * lines of MDX, attribute lists of kramdown, links and callouts of Obsidian. Code stays as written; excerpt markers stay.
 */
export function withoutForeignSyntax(body: string): string {
  if (!FOREIGN.test(body)) return body
  const { text, restore } = withoutCode(body.replace(/\r\n?/g, '\n'))
  const steps = [withoutShortcodes, withoutLiquid, withoutModuleSyntax, withoutAttributeLists, withoutVaultSyntax]
  return restore(steps.reduce((changed, step) => step(changed), text))
}
