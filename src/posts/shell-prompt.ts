const PROMPT = /^(?:[ \t]*\n)*[ \t]*(?:[\w.@:~/()-]*[$%][ \t]+)cat[ \t]+(\S.*?)[ \t]*(?:\n|$)/

/**
 * A text copied from a page styled as a terminal: a first line `$ cat path/to/post.md` names the post's path and is no
 * part of the text. `lines` is how many lines stand before the text.
 */
export function withoutPrompt(text: string): { text: string; path?: string; lines: number } {
  const prompt = PROMPT.exec(text)
  const path = prompt && unquoted(prompt[1] as string)
  if (!prompt || !path) return { text, lines: 0 }
  return { text: text.slice(prompt[0].length), path, lines: prompt[0].split('\n').length - 1 }
}

function unquoted(word: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(word)?.[2]
  return (quoted ?? word.replace(/\\ /g, ' ')).replace(/^[A-Za-z]:(?=[\\/])/, '').replace(/^~?[\\/]+/, '')
}
