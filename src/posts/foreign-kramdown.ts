const TABLE_OF_CONTENTS =
  /^[ \t]*(?:[-*+]|\d+\.)[ \t].*\n[ \t]*\{:\s*toc\b[^}\n]*\}[ \t]*$|^[ \t]*\[{1,2}_?toc_?\]{1,2}[ \t]*$/gim
const COMMENT = /\{::comment\}[\s\S]{0,5000}?\{:\/(?:comment)?\}/g
const ATTRIBUTES = /[ \t]*\{:(?:\s|[.#]?[a-z][\w-]|[:/])(?:(?!\n[ \t]*\n)[^{}]){0,500}\}/gi
const HEADING_ATTRIBUTES = /^([ \t]{0,3}#{1,6}[ \t].*?)[ \t]*\{(?:[#.]|[\w-]+=)[^{}\n]*\}[ \t]*$/gm
const LINE_ATTRIBUTES = /(?:^|[ \t])[ \t]*\{[#.][\p{L}\p{N}_-][^{}\n]*\}[ \t]*$/gmu
const PARSED_BLOCK =
  /(<(?:div|section|article|aside|details|figure|blockquote|center)\b[^<>]*\smarkdown=["']?(?:1|block)\b[^<>]*>)[ \t]*/gi
const LINK_ATTRIBUTES = /(?<=\))\{(?:[#.]|[\w-]+=)[^{}\n]*\}/g

/**
 * kramdown and its kin: attribute lists, extensions and the places for a table of contents go, and blocks of HTML that
 * ask for it hold Markdown.
 */
export function withoutAttributeLists(text: string): string {
  return text
    .replace(TABLE_OF_CONTENTS, '')
    .replace(COMMENT, '')
    .replace(PARSED_BLOCK, '$1\n\n')
    .replace(ATTRIBUTES, '')
    .replace(HEADING_ATTRIBUTES, '$1')
    .replace(LINE_ATTRIBUTES, '')
    .replace(LINK_ATTRIBUTES, '')
}
