const HIDDEN = /^<(style|script|title)\b/i
const LINE_END = /^<\/?(br|p|div|li|tr|h[1-6]|table|ul|ol|pre|blockquote)\b/i
const ENTITIES: Record<string, string> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }

/** The words of a message that has nothing but HTML, one line for each block. */
export function wordsOfHtml(html: string): string {
  const words: string[] = []
  let hidden = ''
  for (const token of html.split(/(<[^<>]*>)/)) {
    if (hidden !== '') {
      if (token.toLowerCase().startsWith(`</${hidden}`)) hidden = ''
    } else if (token.startsWith('<')) {
      hidden = HIDDEN.exec(token)?.[1]?.toLowerCase() ?? ''
      if (LINE_END.test(token)) words.push('\n')
    } else words.push(token.replace(/\s+/g, ' '))
  }
  return words.join('').replace(/&(nbsp|lt|gt|quot|#39|amp);/gi, (_, name) => ENTITIES[name.toLowerCase()] ?? '')
}
