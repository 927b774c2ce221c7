import { expect, test } from 'vitest'
import { compileMjml, renderLine } from './compile-mjml.ts'

const page = (inner: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section></mj-body></mjml>`

test('values are escaped unless the template says raw', async () => {
  const compile = compileMjml({ digest: page('{{ a }} {{ a | raw }}'), partials: {} })
  expect(await compile({ a: '<b>x</b>' })).toContain('>&lt;b&gt;x&lt;/b&gt; <b>x</b></div>')
})

test('a value is never read as Liquid or MJML', async () => {
  const compile = compileMjml({ digest: page('{{ a }}'), partials: {} })
  const html = await compile({ a: '</mj-text><mj-raw>{{ a }}{% if %}<!-- x --> ]]> $& ' })
  expect(html).toContain('&lt;/mj-text&gt;&lt;mj-raw&gt;{{ a }}{% if %}&lt;!-- x --&gt; ]]&gt; $&amp;')
})

test('partials are found by their names, with or without the ending, and see all values', async () => {
  const partials = { 'one.mjml': '{{ a }}{% render "two", b: a %}', two: '{{ b }}!' }
  const compile = compileMjml({ digest: page('{% render "one" %}'), partials })
  expect(await compile({ a: 'Hi' })).toContain('>HiHi!</div>')
})

test.each(['../package.json', '/etc/hostname', 'package.json'])('the file %j cannot be included', async (name) => {
  const compile = compileMjml({ digest: page(`{% render "${name}" %}`), partials: {} })
  await expect(compile({})).rejects.toThrow(/^emails\/digest\.mjml: ENOENT/)
})

test('mj-include reads nothing', async () => {
  const digest = `<mjml><mj-body><mj-include path="./package.json" type="html" /></mj-body></mjml>`
  const html = await compileMjml({ digest, partials: {} })({}).catch((error) => String(error))
  expect(html).not.toContain('dateline')
})

test.each([
  ['{{ missing }}', /^emails\/digest\.mjml: undefined variable: missing.*line:1/],
  ['{{ "a" | missing }}', /^emails\/digest\.mjml: undefined filter: missing/],
  ['{% if %}', /^emails\/digest\.mjml: .*line:1/],
])('the mistake %j is reported with its place', async (mistake, message) => {
  await expect(compileMjml({ digest: page(mistake), partials: {} })({})).rejects.toThrow(message)
})

test('MJML that does not exist is reported with its name', async () => {
  const digest = '<mjml><mj-body><mj-section colour="red"></mj-section></mj-body></mjml>'
  await expect(compileMjml({ digest, partials: {} })({})).rejects.toThrow(
    /^emails\/digest\.mjml or one of its partials: .*colour/,
  )
})

test('an endless loop ends with an error', async () => {
  const digest = page('{% for i in (1..1000000000) %}x{% endfor %}')
  await expect(compileMjml({ digest, partials: {} })({})).rejects.toThrow(/^emails\/digest\.mjml: /)
})

test('a line of Liquid is plain text, and its mistakes name the place', async () => {
  expect(await renderLine('{{ a }} & co', { a: '<b>' }, 'here')).toBe('<b> & co')
  await expect(renderLine('{{ b }}', {}, 'config/dateline.yaml: digest.subject "{{ b }}"')).rejects.toThrow(
    /^config\/dateline\.yaml: digest\.subject "\{\{ b \}\}": undefined variable: b/,
  )
})
