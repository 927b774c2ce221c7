import { expect, test } from 'vitest'
import { compileMjml, renderLine } from './compile-mjml.ts'

const digest = (text: string, partials: Record<string, string> = {}) => compileMjml({ name: 'digest', text, partials })

const page = (inner: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section></mj-body></mjml>`

test('values are escaped unless the template says raw', async () => {
  const compile = digest(page('{{ a }} {{ a | raw }}'))
  expect(await compile({ a: '<b>x</b>' })).toContain('>&lt;b&gt;x&lt;/b&gt; <b>x</b></div>')
})

test('a value is never read as Liquid or MJML', async () => {
  const compile = digest(page('{{ a }}'))
  const html = await compile({ a: '</mj-text><mj-raw>{{ a }}{% if %}<!-- x --> ]]> $& ' })
  expect(html).toContain('&lt;/mj-text&gt;&lt;mj-raw&gt;{{ a }}{% if %}&lt;!-- x --&gt; ]]&gt; $&amp;')
})

test('partials are found by their names, with or without the ending, and see all values', async () => {
  const partials = { 'one.mjml': '{{ a }}{% render "two", b: a %}', two: '{{ b }}!' }
  const compile = digest(page('{% render "one" %}'), partials)
  expect(await compile({ a: 'Hi' })).toContain('>HiHi!</div>')
})

test.each(['../package.json', '/etc/hostname', 'package.json'])('the file %j cannot be included', async (name) => {
  const compile = digest(page(`{% render "${name}" %}`), { foot: '', 'head.mjml': '' })
  await expect(compile({})).rejects.toThrow(
    `emails/digest.mjml:1: there is no partial "${name}". emails/partials/ has foot, head.`,
  )
})

test('mj-include reads nothing, and the error says what does', async () => {
  const text = `<mjml><mj-body>\n<mj-include path="./package.json" type="html" /></mj-body></mjml>`
  await expect(digest(text)({})).rejects.toThrow(
    "emails/digest.mjml:2: <mj-include> reads no files. Write {% render 'name' %} instead.",
  )
})

test.each([
  ['{{ sit.title }}', 'emails/digest.mjml:1: there is no value sit. Did you mean site?'],
  ['{{ missing }}', 'emails/digest.mjml:1: there is no value missing. There are site.'],
  ['{{ site.tilte }}', 'emails/digest.mjml:1: there is no value site.tilte. Did you mean site.title?'],
  ['{{ "a" | uppcase }}', 'emails/digest.mjml:1: there is no filter uppcase. Did you mean upcase?'],
  ['{% fro a %}', 'emails/digest.mjml:1: there is no Liquid tag fro. Did you mean for?'],
  ['{% endif %}', 'emails/digest.mjml:1: {% endif %} has nothing that it belongs to. Remove it.'],
  ['\n{% if site %}', 'emails/digest.mjml:2: {% if site %} is not closed. Write {% endif %} where it ends.'],
  ['{{ site', 'emails/digest.mjml:1: {{ site'],
])('the mistake %j is reported with its place and its fix', async (mistake, message) => {
  await expect(digest(page(mistake))({ site: { title: 'A' } })).rejects.toThrow(message)
})

test.each([
  '{{ missing }}',
  '{% missing %}',
  '<mj-text colour="red">x</mj-text>',
  '<mj-texd>x</mj-texd>',
  '<mj-text>',
])('the mistake %j in a partial is reported at its line of that file', async (mistake) => {
  const text = `{% comment %}\n<mjml>\n{% endcomment %}<mjml><mj-body><mj-section><mj-column>{% render 'foot' %}</mj-column></mj-section></mj-body></mjml>`
  const compile = digest(text, { 'foot.mjml': `{% if true %}\n\n{% endif %}${mistake}` })
  await expect(compile({})).rejects.toThrow(/^emails\/partials\/foot\.mjml:3: /)
})

test('an attribute whose tag takes several lines is reported where the tag begins', async () => {
  const text = '<mjml>\n<mj-body>\n<mj-section\n  padding="0"\n  colour="red"></mj-section></mj-body></mjml>'
  await expect(digest(text)({})).rejects.toThrow(
    'emails/digest.mjml:3: <mj-section> has no attribute colour. Correct or remove it.',
  )
})

test.each([
  ['', 'emails/digest.mjml: is empty.'],
  [' \n', 'emails/digest.mjml: is empty.'],
  ['<p>x</p>', 'emails/digest.mjml: has no <mjml>.'],
  ['<mjml></mjml>', 'emails/digest.mjml: has no <mj-body>.'],
  ['<mjml>\n<mj-body></mjml>', 'emails/digest.mjml:2: <mj-body> is not closed before </mjml>. Write </mj-body>'],
  ['<mjml><mj-body></mj-body>', 'emails/digest.mjml:1: <mjml> is not closed. Write </mjml>'],
  ['</mj-body>', 'emails/digest.mjml: </mj-body> closes nothing.'],
])('the document %j is refused', async (text, message) => {
  await expect(digest(text)({})).rejects.toThrow(message)
})

test('a partial that includes itself by way of another is refused at once', async () => {
  const partials = { one: '{% render "two" %}', two: "{%- render 'one' %}" }
  await expect(digest(page('{% render "one" %}'), partials)({})).rejects.toThrow(
    "emails/partials/one.mjml: includes itself. Remove its {% render 'one' %}.",
  )
})

test('an error says nothing of the working folder', async () => {
  const text = '<mjml><mj-body><mj-section colour="red"></mj-section></mj-body></mjml>'
  const error = await digest(text)({}).catch((thrown: Error) => thrown.message)
  expect(error).not.toContain(process.cwd())
})

test('an endless loop ends with an error', async () => {
  const text = page('{% for i in (1..1000000000) %}x{% endfor %}')
  await expect(digest(text)({})).rejects.toThrow(/^emails\/digest\.mjml:1: it takes too much time or memory/)
})

test('a line of Liquid is plain text, and its mistakes name the place', async () => {
  expect(await renderLine('{{ a }} & co', { a: '<b>' }, 'here')).toBe('<b> & co')
  await expect(renderLine('{{ b }}', {}, 'config/dateline.yaml: digest.subject "{{ b }}"')).rejects.toThrow(
    /^config\/dateline\.yaml: digest\.subject "\{\{ b \}\}": there is no value b\./,
  )
})
