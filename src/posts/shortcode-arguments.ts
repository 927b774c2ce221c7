const ARGUMENT = /(?:([\w-]+)=)?(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([^\s"'=]\S*))/g

/** Arguments of a shortcode or tag: those with a name, and those that stand for themselves, in order and without quotes. */
export type Arguments = { named: Record<string, string>; positional: string[] }

export function parseArguments(text: string): Arguments {
  const named: Record<string, string> = Object.create(null)
  const positional: string[] = []
  for (const [, name, double, single, bare] of text.matchAll(ARGUMENT)) {
    const value = double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? ''
    if (name === undefined) positional.push(value)
    else named[name.toLowerCase()] = value
  }
  return { named, positional }
}

/** A Markdown image; a caption besides an alternative text follows as an emphasised line. */
export function imageMarkdown(src: string, alt: string, caption?: string): string {
  const label = (alt || caption || '').replace(/[[\]\n]/g, ' ').trim()
  const line = caption !== undefined && alt !== '' && caption !== alt ? `\\\n*${caption.replaceAll('*', '\\*')}*` : ''
  return `![${label}](<${src.replace(/[<>\n]/g, '')}>)${line}`
}

/** Link of an embedded video, gist or post of another service; undefined for a service that is not known. */
export function embedMarkdown(service: string, { named, positional }: Arguments): string | undefined {
  const [first = named.id ?? '', second = ''] = positional
  if (/^https?:\/\//.test(first)) return `<${first}>`
  if (first === '') return undefined
  switch (service) {
    case 'youtube':
      return `<https://www.youtube.com/watch?v=${encodeURIComponent(first)}>`
    case 'vimeo':
      return `<https://vimeo.com/${encodeURIComponent(first)}>`
    case 'gist':
      return `<https://gist.github.com/${[first, second].filter(Boolean).map(encodeURI).join('/')}>`
    case 'tweet':
    case 'x':
      return `<https://x.com/${encodeURIComponent(named.user ?? 'i')}/status/${encodeURIComponent(first)}>`
    default:
      return undefined
  }
}
