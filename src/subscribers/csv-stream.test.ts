import { describe, expect, it } from 'vitest'
import { type ImportResult, readCsv } from './csv.ts'
import type { CsvInput } from './csv-text.ts'

async function read(input: CsvInput): Promise<ImportResult[]> {
  return await Array.fromAsync(readCsv(input))
}

const row = (address: string, more = {}) => ({ address, key: address, name: null, preferences: {}, ...more })

describe('readCsv, from a stream', () => {
  const bytes = Buffer.from('address,name\r\nzoe@example.org,Zoë 🙂\r\n')
  const wanted = [{ line: 2, row: row('zoe@example.org', { name: 'Zoë 🙂' }) }]

  it.each([1, 2, 3, 7])('reads chunks of %d bytes like the whole', async (size) => {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    expect(await read(chunks)).toEqual(wanted)
  })

  it('reads UTF-16 with a byte order mark, as spreadsheets write it', async () => {
    const text = '\ufeffaddress\tname\r\nzoe@example.org\tZoë 🙂\r\n'
    expect(await read([Buffer.from(text, 'utf16le')])).toEqual(wanted)
    expect(await read([Buffer.from(text, 'utf16le').swap16()])).toEqual(wanted)
  })

  it('reports bytes that are not UTF-8 in their row alone', async () => {
    const latin = [Buffer.from('address,name\nzoe@example.org,Zo\xeb\nada@example.org,Ada\n', 'latin1')]
    expect(await read(latin)).toEqual([
      { line: 2, error: '"Zo\ufffd" has a character that is not UTF-8. Save the file as "CSV UTF-8".' },
      { line: 3, row: row('ada@example.org', { name: 'Ada' }) },
    ])
  })

  it('reads no further ahead than it is asked to', async () => {
    let given = 0
    async function* endless() {
      yield 'address\n'
      for (;;) yield `reader${given++}@example.org\n`.padEnd(1000, ' \n')
    }
    const results = readCsv(endless())
    for (let count = 0; count < 10; count++) expect((await results.next()).done).toBe(false)
    await results.return(undefined)
    expect(given).toBeLessThan(1000)
  })

  it('closes the file when nobody reads on', async () => {
    const closing = Promise.withResolvers<string>()
    async function* file() {
      try {
        for (let count = 0; count < 1e6; count++) yield count === 0 ? 'address\n' : `reader${count}@example.org\n`
        closing.resolve('read to the end')
      } finally {
        closing.resolve('closed')
      }
    }
    for await (const _ of readCsv(file())) break
    expect(await closing.promise).toBe('closed')
  })

  it('keeps every row before a row without end, and soon reads no further', async () => {
    let given = 0
    function* file() {
      yield 'address,name\n'
      for (let count = 0; count < 100; count++) yield `reader${count}@example.org,Ada\n`
      for (; given < 10_000; given++) yield '"'.padEnd(1000, 'x')
    }
    const results = await read(file())
    expect(results).toHaveLength(101)
    expect(results[100]).toEqual({ line: 102, error: expect.stringContaining('nothing was read from here on') })
    expect(given).toBeLessThan(1000)
  })

  it('makes no row of what is left of a row without end', async () => {
    expect(await read(['address\nada@example.org\nx', 'x'.repeat(500_000)])).toEqual([
      { line: 2, row: row('ada@example.org') },
      { line: 3, error: expect.stringContaining('nothing was read from here on') },
    ])
  })

  it('throws what the file throws', async () => {
    async function* broken() {
      yield 'address\nada@example.org\n'
      throw new Error('the disk is gone')
    }
    await expect(read(broken())).rejects.toThrow('the disk is gone')
  })
})
