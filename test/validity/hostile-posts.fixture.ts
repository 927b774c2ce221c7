import { post } from '../support/site.ts'

const TITLES = [
  'Vec<T> & 5 < 6 &amp; &lt;p&gt; &#60; &nbsp; &notanentity;',
  ']]> twice ]]> and <![CDATA[ once, --> and <?xml?>',
  '"Quotes", \'more\' and `ticks` with C:\\new\\u0041 100% %20 $1',
  'Fête à la crème 🎉 👨‍👩‍👧 and שלום עולם \u202eمرحبا',
  '東京の朝、静かな一週間 · 서울의 아침 · 安静的一周',
  'Controls \u0001\u0008\u001b\u007f\u0085\u009b, \ufffe and \uffff',
]

const BODIES = [
  'Plain words, 5 < 6 & 7 > 2, and `</h2>` or `&copy;` in code: ]]> ]]>.\n\n```html\n<script>alert(1)</script>\n```\n',
  '<script>alert(1)</script><p onclick="x" style="position:fixed">a<div>b</div>c</p>\n\n<iframe src="//x.example"></iframe>\n',
  '[relative](../a b.html#c) ![picture](a.png) <img src="/b.png" srcset="c.png 1x, d.png 2x"> <a href="javascript:x">no</a>\n',
  '<table><tr><td>a</td></tr><pre>b</pre></table>\n\n<a href="/x">a <a href="/y">b</a></a> <bdo dir="rtl">c</bdo>\n',
  '| a | b |\n|:-:|--:|\n| 1 | 2 |\n\nText[^1] <b><p>wrong</b></p>\n\n[^1]: A note.\n\n- [x] done\n',
  '![Only a picture](https://media.example.org/a.jpg)\n',
]

const FIELDS = [
  'tags: ["C++", "a/b", "<x> & \\"y\\"", "日本", " ", "..", "CON"]\nlang: ja\n',
  'author: Ada Example <ada@example.org>\ncategories: [Web, "]]>"]\n',
  'authors: [{ name: "Bo & <Cy>", url: "bo.example" }, { name: Di, email: "di at example", url: "https://di.example/ü" }]\n',
  'image: https://media.example.org/bild ä|b.jpg?x=1&y=2\nlang: zh-Hant-TW\n',
  'enclosures: [{ url: https://media.example.org/a%20b.pdf }, { url: "/local file.mp3", type: audio/mpeg }]\n',
  'description: "A <b> & a </b> in a summary &amp; more"\nupdated: 2026-04-20\nslug: "ä ö/ü?#&"\n',
]

const PATHS = ['one', '2026/two words', 'drei ä,b', '四/五', "six's [7]", 'ⅷ & % +']

/** Six posts with everything that breaks feeds, by their paths. */
export const hostilePosts: Record<string, string> = Object.fromEntries(
  PATHS.map((path, n) => [
    `posts/${path}.md`,
    post(TITLES[n]!, `2026-03-${String(n + 1).padStart(2, '0')}`, BODIES[n], FIELDS[n]),
  ]),
)
