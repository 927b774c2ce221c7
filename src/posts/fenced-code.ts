/** Code within a line, between more backticks than are in it. */
export function inlineCode(code: string): string {
  if (code === '') return ''
  const runs = code.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1)
  const padding = /^`|`$|^ .*\S.* $/.test(code) ? ' ' : ''
  return `${fence}${padding}${code}${padding}${fence}`
}

/**
 * A fence around code, longer than any run of backticks in it. `before` is what stands before it on its line: white
 * space indents the whole fence, anything else is ended first.
 */
export function fencedCode(code: string, language: string | undefined, before: string): string {
  const runs = code.match(/`{3,}/g) ?? []
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)))
  const indent = /^[ \t]*$/.test(before) ? before : ''
  const text = code.replace(/\{%-?\s*(?:end)?raw\s*-?%\}/g, '').replace(/^[ \t]*\n|\s+$/g, '')
  const lines = indent === '' || !text.startsWith(indent) ? text : text.slice(indent.length)
  return `${indent === before ? '' : '\n'}${fence}${language ?? ''}\n${indent}${lines}\n${indent}${fence}\n`
}
