import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutForeignSyntax } from './foreign-syntax.ts'

describe('code', () => {
  test.each([
    ['a fence', '```liquid\n{{ site.url }} {% include x %} [[wiki]]\n```\n'],
    ['a fence of tildes', '~~~\n{{ site.url }}\n```\n{% x %}\n~~~\n'],
    ['a fence in a list', '- item\n\n  ```\n  {{ page.title }}\n  ```\n'],
    ['a fence in a quote', '> ```\n> {{ page.title }}\n> ```\n'],
    ['a fence that is never closed', '```\n{{ page.title }}\n'],
    ['an indented block', 'text\n\n    {{ page.title }}\n    ==x==\n\nmore\n'],
    ['inline code', 'Write `{{ site.baseurl }}` or ``[[a`b]]`` and `{: .x}`.'],
    ['inline code over two lines', 'Write `{{ site.baseurl\n}}` now.'],
    ['a pre element', '<pre>{{ site.url }}\n\n{% x %}</pre>\n'],
    ['a code element', 'Write <code>{{ site.url }}</code>.'],
    ['an escaped brace', 'Write \\{{ site.url }} or \\[[x]].'],
  ])('%s stays as written', (_, body) => {
    expect(withoutForeignSyntax(body)).toBe(body)
  })

  test('an indented line that goes on with a list item is no code', () => {
    expect(withoutForeignSyntax('- item\n\n    {{ site.baseurl }}/a\n')).toBe('- item\n\n    /a\n')
  })

  test('a backtick without a partner hides nothing from the next paragraph', () => {
    expect(withoutForeignSyntax('a ` b\n\n{{ site.url }}x ` y')).toBe('a ` b\n\nx ` y')
  })
})

describe('Jekyll', () => {
  test.each([
    ['{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}', '```ruby\nputs 1\n```\n'],
    ['{%- highlight html -%}{% raw %}<b>{{ x }}</b>{% endraw %}{% endhighlight %}', '```html\n<b>{{ x }}</b>\n```\n'],
    ['{% highlight md %}\n```\nx\n```\n{% endhighlight %}', '````md\n```\nx\n```\n````\n'],
    ['- a\n  {% highlight sh %}\n  ls\n  {% endhighlight %}\n', '- a\n  ```sh\n  ls\n  ```\n\n'],
    ['{% raw %}{{ page.title }}{% endraw %}', '{{ page.title }}'],
    ['[a]({% post_url 2020-01-02-title %})', '[a](2020-01-02-title)'],
    ['[a]({% link assets/a.pdf %})', '[a](/assets/a.pdf)'],
    ['a {% include figure src="/a.png" caption="It\'s > %" %} b', 'a  b'],
    ['![x]({{ site.baseurl }}/a.png)', '![x](/a.png)'],
    ['{{ site.url }}{{ site.baseurl }}/x {{page.title}}', '/x '],
    ['[a]({{ "/css/a.css" | relative_url }})', '[a](/css/a.css)'],
    ['a {% comment %} `b` {% endcomment %}c', 'a c'],
    ['{% if page.x %}kept{% endif %}', 'kept'],
    ['text\n{: .class #id}\n', 'text\n\n'],
    ['[a](b){:target="_blank"} c', '[a](b) c'],
    ['## Title {: .no_toc}', '## Title'],
    ['## Title {#own-id .x}', '## Title'],
    ['* TOC\n{:toc}\n\nText', '\n\nText'],
    ['a\n\n<!--more-->\n\n{{ page.x }}', 'a\n\n<!--more-->\n\n'],
  ])('%j becomes %j', (body, expected) => {
    expect(withoutForeignSyntax(body)).toBe(expected)
  })

  test('output tags that no site variable names stay', () => {
    expect(withoutForeignSyntax('Vue writes {{ message }} here')).toBe('Vue writes {{ message }} here')
  })
})

describe('Hugo', () => {
  test.each([
    ['{{< figure src="a.png" alt="x" caption="y" >}}', '![x](<a.png>)\\\n*y*'],
    ['{{< figure src="a.png" caption="y" >}}', '![y](<a.png>)'],
    ['{{< figure src="a.png" alt="x" link="/big" />}}', '[![x](<a.png>)](</big>)'],
    ['{{< highlight go "linenos=table" >}}\nx := 1\n{{< /highlight >}}', '```go\nx := 1\n```\n'],
    ['{{% highlight go %}}x{{% /highlight %}}', '```go\nx\n```\n'],
    ['{{< youtube w7Ft2ymGmfc >}}', '<https://www.youtube.com/watch?v=w7Ft2ymGmfc>'],
    ['{{< youtube id="w7Ft2ymGmfc" title="T" >}}', '<https://www.youtube.com/watch?v=w7Ft2ymGmfc>'],
    ['{{< vimeo 55073825 >}}', '<https://vimeo.com/55073825>'],
    ['{{< gist ada 5f2e >}}', '<https://gist.github.com/ada/5f2e>'],
    ['{{< tweet user="ada" id="12" >}}', '<https://x.com/ada/status/12>'],
    ['[a]({{< ref "/posts/b.md" >}})', '[a](/posts/b.md)'],
    ['[a]({{% relref "b.md#c" %}})', '[a](b.md#c)'],
    ['{{< note title="a > b" >}}inner *text*{{< /note >}}', 'inner *text*'],
    ['a {{< toc >}} b', 'a  b'],
    ['{{</* figure src="x" */>}}', '{{< figure src="x" >}}'],
  ])('%j becomes %j', (body, expected) => {
    expect(withoutForeignSyntax(body)).toBe(expected)
  })
})

describe('Hexo', () => {
  test.each([
    ['{% asset_img a.png "A title" %}', '![A title](<a.png>)'],
    ['{% asset_img wide a.png 300 200 "A title \'An alt\'" %}', '![An alt](<a.png>)'],
    ['{% img left /i/a.png 300 Words %}', '![Words](</i/a.png>)'],
    ['{% asset_link a.pdf The paper %}', '[The paper](<a.pdf>)'],
    ['{% link Ada https://ada.example %}', '[Ada](<https://ada.example>)'],
    ['{% codeblock A title lang:js %}\nlet a\n{% endcodeblock %}', '```js\nlet a\n```\n'],
    ['{% youtube w7Ft2ymGmfc %}', '<https://www.youtube.com/watch?v=w7Ft2ymGmfc>'],
    ['{% blockquote Ada %}\nWords\n{% endblockquote %}', '\nWords\n'],
  ])('%j becomes %j', (body, expected) => {
    expect(withoutForeignSyntax(body)).toBe(expected)
  })
})

describe('MDX', () => {
  test.each([
    ["import Box from '../Box.astro'\n\nText", '\n\nText'],
    ["import {\n  A,\n  B,\n} from 'x';\nText", '\nText'],
    ["import './a.css'\nText", '\nText'],
    ['export const meta = {\n  a: 1,\n}\n\nText', '\n\nText'],
    ['a {/* hidden */} b', 'a  b'],
    ['<Chart data={{ a: 1 }} wide>text</Chart>', 'text</Chart>'],
    ['<span style={{ color: "red" }} title="x">text</span>', '<span title="x">text</span>'],
    ['<Callout type="x">text</Callout> {{ site.url }}', '<Callout type="x">text</Callout> '],
  ])('%j becomes %j', (body, expected) => {
    expect(withoutForeignSyntax(body)).toBe(expected)
  })

  test('prose that speaks of imports stays', () => {
    expect(withoutForeignSyntax('import taxes are high, says "he"')).toBe('import taxes are high, says "he"')
  })

  test('a generic type is no component', () => {
    expect(withoutForeignSyntax('Vec<T> and {{ x }}')).toBe('Vec<T> and {{ x }}')
  })
})

describe('Obsidian', () => {
  test.each([
    ['See [[Some note|that note]].', 'See that note.'],
    ['See [[Some note#Part]].', 'See Some note > Part.'],
    ['![[a b.png]]', '![](<a b.png>)'],
    ['![[a.png|300]]', '![](<a.png>)'],
    ['![[a.png|A cat]]', '![A cat](<a.png>)'],
    ['![[paper.pdf]]', '[paper.pdf](<paper.pdf>)'],
    ['> [!note] Mind *this*\n> text', '> **Mind this**\n>\n> text'],
    ['> [!WARNING]\n> text', '> **Warning**\n>\n> text'],
    ['> [!tip]- Folded\n> text', '> **Folded**\n>\n> text'],
    ['a ==marked words== b', 'a <mark>marked words</mark> b'],
    ['a %%hidden%% b', 'a  b'],
    ['a\n\n%%\nhidden `code`\n%%\n\nb', 'a\n\n\n\nb'],
  ])('%j becomes %j', (body, expected) => {
    expect(withoutForeignSyntax(body)).toBe(expected)
  })

  test.each([
    'if [[ -f x ]] then',
    'a [[1]](https://example.org) link',
    'a [[1]] link\n\n[1]: https://example.org',
    'if a == b or c == d',
    'if a==b or c==d',
    'Title\n=====\n\n[[',
    '50%% of 60%% is less',
    'Rust prints {:?} and {:>5} and {:.2} [[',
  ])('%j stays', (body) => {
    expect(withoutForeignSyntax(body)).toBe(body)
  })
})

test('no text makes it throw', () => {
  const part = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{%',
      '%}',
      '{{<',
      '>}}',
      '{{%',
      '%}}',
      'raw',
      ' endraw ',
      'highlight',
      '/',
      '"',
      "'",
      '`',
      '```',
      '\n',
      '\n\n',
    ],
    ...[
      '    ',
      '[[',
      ']]',
      '![[',
      '|',
      '==',
      '%%',
      '> [!x]',
      '{:',
      '}',
      'import x',
      " from 'y'",
      'export const a',
      '<A b={',
      '\x01',
      '0\x02',
    ],
  )
  const text = fc.array(fc.oneof(part, fc.string({ maxLength: 5 })), { maxLength: 30 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (body) => typeof withoutForeignSyntax(body) === 'string'),
    { numRuns: 2000 },
  )
})
