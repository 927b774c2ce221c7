import type { IOptions } from 'sanitize-html'

const BLOCKS =
  'h2 h3 h4 h5 h6 p div section aside address blockquote pre hr ul ol li dl dt dd figure figcaption details summary'
const TABLES = 'table caption colgroup col thead tbody tfoot tr th td'
const PHRASES =
  'a abbr b bdi br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr'
const MEDIA = 'img picture source video audio track'

/** The one allowlist of post HTML, for feed, mail and web alike. What is not named here does not pass. */
export const ALLOWLIST = {
  allowedTags: `${BLOCKS} ${TABLES} ${PHRASES} ${MEDIA}`.split(' '),
  allowedAttributes: {
    '*': ['id', 'title', 'lang', 'dir'],
    a: ['href'],
    img: ['src', 'srcset', 'sizes', 'alt', 'width', 'height'],
    source: ['src', 'srcset', 'sizes', 'media', 'type', 'width', 'height'],
    video: ['src', 'poster', 'controls', 'loop', 'muted', 'width', 'height'],
    audio: ['src', 'controls', 'loop', 'muted'],
    track: ['src', 'kind', 'srclang', 'label', 'default'],
    ol: ['start', 'reversed', 'type'],
    li: ['value'],
    th: ['colspan', 'rowspan', 'scope', 'headers', 'align'],
    td: ['colspan', 'rowspan', 'headers', 'align'],
    col: ['span'],
    colgroup: ['span'],
    blockquote: ['cite'],
    q: ['cite'],
    del: ['cite', 'datetime'],
    ins: ['cite', 'datetime'],
    time: ['datetime'],
    data: ['value'],
    details: ['open'],
  },
  allowedClasses: {
    code: ['hljs', 'language-*'],
    span: ['hljs-*', /^[a-z]+_{1,3}$/],
    li: ['task-list-item', 'footnote-item'],
    sup: ['footnote-ref'],
    a: ['footnote-backref'],
    hr: ['footnotes-sep'],
    section: ['footnotes'],
    ol: ['footnotes-list'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  selfClosing: ['br', 'col', 'hr', 'img', 'source', 'track', 'wbr'],
  nonTextTags: ['script', 'style', 'textarea', 'option', 'xmp', 'title', 'svg', 'template', 'noembed', 'noframes'],
  parseStyleAttributes: false,
  nestingLimit: 100,
} satisfies IOptions
