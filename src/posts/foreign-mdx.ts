const IMPORT = /^import\s+(?:[\w$*{},\s]{1,2000}?\bfrom\s*)?["'][^"'\n]+["'];?[ \t]*$/gm
const EXPORT = /^export\s+(?:const|let|var|default|async|function|class|\{|\*).*(?:\n.*\S.*)*/gm
const COMMENT = /\{\/\*[\s\S]{0,5000}?\*\/\}/g
const COMPONENT =
  /<[A-Z][\w.]*(?=\s[^<]*\{)(?:\s+(?:[\w:-]+(?:=(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?|\{[^{}]*\}))*\s*\/?>/g

const HTML_TAG = /<[a-z][\w-]*(?=\s[^<>]*=\{)(?:\s+[\w:-]+(?:=(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?)*\s*\/?>/g
const EXPRESSION = /\s+[\w:-]+=\{(?:[^{}]|\{[^{}]*\})*\}/g

/**
 * Astro and Gatsby: module lines, comments, component tags that are no HTML, and attributes of HTML that are expressions
 * go; what a component encloses stays.
 */
export function withoutModuleSyntax(text: string): string {
  return text
    .replace(IMPORT, '')
    .replace(EXPORT, '')
    .replace(COMMENT, '')
    .replace(COMPONENT, '')
    .replace(HTML_TAG, (tag) => tag.replace(EXPRESSION, ''))
}
