const TABLE_OF_CONTENTS =
  /^[ \t]*(?:[-*+]|\d+\.)[ \t].*\n[ \t]*\{:\s*toc\b[^}\n]*\}[ \t]*$|^[ \t]*\[{1,2}_?toc_?\]{1,2}[ \t]*$/gim
const COMMENT = /\{::comment\}[\s\S]{0,5000}?\{:\/(?:comment)?\}/g
const ATTRIBUTES = /[ \t]*\{:(?:\s|[.#]?[a-z][\w-]|[:/])[^{}\n]*\}/gi
const HEADING_ATTRIBUTES = /^([ \t]{0,3}#{1,6}[ \t].*?)[ \t]*\{[#.][^{}\n]*\}[ \t]*$/gm
const LINE_ATTRIBUTES = /^[ \t]*\{[#.][\w-][^{}\n]*\}[ \t]*$/gm
const LINK_ATTRIBUTES = /(?<=\))\{(?:[#.]|[\w-]+=)[^{}\n]*\}/g

/** kramdown and its kin: attribute lists, extensions and the places for a table of contents go. */
export function withoutAttributeLists(text: string): string {
  return text
    .replace(TABLE_OF_CONTENTS, '')
    .replace(COMMENT, '')
    .replace(ATTRIBUTES, '')
    .replace(HEADING_ATTRIBUTES, '$1')
    .replace(LINE_ATTRIBUTES, '')
    .replace(LINK_ATTRIBUTES, '')
}
