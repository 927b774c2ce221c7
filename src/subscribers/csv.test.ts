import { describe, expect, it } from 'vitest'
import { type ImportResult, readCsv } from './csv.ts'
import type { Header } from './csv-header.ts'
import type { CsvInput } from './csv-text.ts'

async function read(input: CsvInput): Promise<ImportResult[]> {
  return await Array.fromAsync(readCsv(input))
}

const row = (address: string, more = {}) => ({ address, key: address, name: null, preferences: {}, ...more })
const errors = (results: ImportResult[]) => results.filter((result) => 'error' in result)

describe('readCsv', () => {
  it('reads addresses and names', async () => {
    expect(await read('address,name\nada@example.org,Ada\nbob@example.org,\n')).toEqual([
      { line: 2, row: row('ada@example.org', { name: 'Ada' }) },
      { line: 3, row: row('bob@example.org') },
    ])
  })

  it.each([
    ['semicolons', 'email;name\nada@example.org;"Lovelace, Ada"\n'],
    ['tabs', 'email\tname\nada@example.org\tLovelace, Ada\n'],
    ['commas', 'email,name\nada@example.org,"Lovelace, Ada"\n'],
    ['spaces after the commas', 'email, name\nada@example.org, "Lovelace, Ada"\n'],
    ['Windows line ends', 'email,name\r\nada@example.org,"Lovelace, Ada"\r\n'],
    ['old Mac line ends', 'email,name\rada@example.org,"Lovelace, Ada"\r'],
    ['no line end at the end', 'email,name\nada@example.org,"Lovelace, Ada"'],
    ['a byte order mark', '\ufeffemail,name\nada@example.org,"Lovelace, Ada"\n'],
    ['another order of columns', 'name,email\n"Lovelace, Ada",ada@example.org\n'],
  ])('reads a file with %s', async (_, text) => {
    expect(await read(text)).toEqual([{ line: 2, row: row('ada@example.org', { name: 'Lovelace, Ada' }) }])
  })

  it('joins first and last name', async () => {
    expect(await read('e-mail,first_name,Last Name\nada@example.org,Ada,Lovelace\n')).toMatchObject([
      { row: { name: 'Ada Lovelace' } },
    ])
  })

  it('takes the name from the address when no column has it', async () => {
    expect(await read('subscriber\n"Ada <ada@example.org>"\n')).toMatchObject([{ row: { name: 'Ada' } }])
  })

  it('reads every column that it knows', async () => {
    const text = `address,status,frequency,hour,weekday,monthday,time zone,tags,cursor,due_at,token_epoch,created_at,confirmed_at,ended_at,source
ada@example.org,Subscribed,daily,9,tuesday,31,europe/berlin,"Rust, web",7,2024-05-20T06:00:00Z,2,2024-05-01 08:00:00,2024-05-02,2024-05-03T10:00+02:00,old list
`
    expect(await read(text)).toEqual([
      {
        line: 2,
        row: row('ada@example.org', {
          state: 'active',
          preferences: {
            cadence: 'daily',
            hour: 9,
            weekday: 2,
            monthday: 31,
            zone: 'Europe/Berlin',
            topics: ['rust', 'web'],
          },
          cursor: 7,
          dueAt: Date.UTC(2024, 4, 20, 6),
          tokenEpoch: 2,
          createdAt: Date.UTC(2024, 4, 1, 8),
          confirmedAt: Date.UTC(2024, 4, 2),
          endedAt: Date.UTC(2024, 4, 3, 8),
          source: 'old list',
        }),
      },
    ])
  })

  it('lists the columns that it does not use', async () => {
    const headers: Header[] = []
    const results = readCsv('address,LEID,,notes\nada@example.org,1,,x\n', {}, (header) => headers.push(header))
    expect(await Array.fromAsync(results)).toEqual([{ line: 2, row: row('ada@example.org') }])
    expect(headers).toMatchObject([{ ignored: ['LEID', 'notes'], doubtful: [], system: null }])
  })

  it('points at columns that may say who left', async () => {
    const headers: Header[] = []
    await Array.fromAsync(readCsv('email,Do not block,Cancel date\n', {}, (header) => headers.push(header)))
    expect(headers).toMatchObject([{ doubtful: ['Do not block', 'Cancel date'] }])
  })

  it('takes a column "Address" for the postal one beside a column of mail addresses', async () => {
    expect(await read('Email Address,Address\nada@example.org,"12 Main Street"\n')).toEqual([
      { line: 2, row: row('ada@example.org') },
    ])
  })

  it('goes on after a row that cannot be used, and names its line', async () => {
    const text =
      'address,hour,due_at,state\nada,,,\n\n"b@example.org",25,,\nc@example.org,8,2024-02-31,\nd@example.org,8,,actve\ne@example.org,8,,\n'
    expect(await read(text)).toEqual([
      { line: 2, error: 'address "ada" has no @. Write it like ada@example.org.' },
      { line: 4, error: 'hour "25" is no full hour of the day. Write a number from 0 to 23.' },
      { line: 5, error: 'due_at "2024-02-31" is no time. Write it like 2024-05-20T08:00:00Z.' },
      { line: 6, error: 'state "actve" is unknown. Did you mean active?' },
      { line: 7, row: row('e@example.org', { preferences: { hour: 8 } }) },
    ])
  })

  it('reports an address that stands twice, whatever its case, with the line of the first', async () => {
    expect(await read('address\nada@example.org\nbob@example.org\nAda@Example.org\n')).toMatchObject([
      { line: 2 },
      { line: 3 },
      { line: 4, error: 'address "Ada@example.org" stands already in line 2. Keep one of the two.' },
    ])
  })

  it('takes a second row of an address that says that it gets no mail', async () => {
    const text =
      'email,status\nada@example.org,subscribed\nAda@example.org,unsubscribed\nada@example.org,unsubscribed\n'
    expect(await read(text)).toMatchObject([
      { line: 2, row: { state: 'active' } },
      { line: 3, row: { state: 'unsubscribed' }, first: 2 },
      { line: 4, error: expect.stringContaining('stands already in line 3') },
    ])
  })

  it('takes no ids of other programs', async () => {
    expect(await read('id,email\n7,ada@example.org\n')).toEqual([{ line: 2, row: row('ada@example.org') }])
  })

  it('names the line where a row begins, also after rows of several lines', async () => {
    expect(await read('address,notes\r\nada@example.org,"one\r\ntwo"\r\nbob,\r\n')).toMatchObject([
      { line: 2, row: { address: 'ada@example.org' } },
      { line: 4, error: expect.stringContaining('has no @') },
    ])
  })

  it('reports a row with too many cells, and takes empty ones at its end', async () => {
    expect(await read('address,name\nada@example.org,Lovelace, Ada\nbob@example.org,Bob,,\n')).toEqual([
      {
        line: 2,
        error: 'the row has 3 cells and the first row 2. Put quotes (") around a cell that holds the separator.',
      },
      { line: 3, row: row('bob@example.org', { name: 'Bob' }) },
    ])
  })

  it('keeps quotes in the middle of a cell', async () => {
    expect(await read('address,name\nada@example.org,"Ada" Lovelace\n')).toMatchObject([
      { row: { name: '"Ada" Lovelace' } },
    ])
  })

  it('reports a quote that closes rows later instead of losing them in silence', async () => {
    const results = await read('name,address\n"Ada,ada@example.org\nBob,bob@example.org\n"Eve",eve@example.org\n')
    expect(results[0]).toEqual({ line: 2, error: expect.stringContaining('a quote (") that opens in this row') })
  })

  it('reports a quote that never closes, and keeps what came before', async () => {
    expect(await read('address,name\nada@example.org,Ada\nbob@example.org,"Bob\neve@example.org,Eve\n')).toEqual([
      { line: 2, row: row('ada@example.org', { name: 'Ada' }) },
      { line: 3, error: expect.stringContaining('nothing was read from here on') },
    ])
  })

  it.each([
    ['', 'the file is empty.'],
    ['\n \n', 'the file is empty.'],
    ['ada@example.org\n', 'no column is named address.'],
    ['email,hour,Hour\n', 'columns "hour" and "Hour" mean the same.'],
    ['email,subscriber\n', 'columns "email" and "subscriber" mean the same.'],
    ['__proto__,constructor\n', 'no column is named address.'],
  ])('refuses %j as a whole', async (text, error) => {
    expect(await read(text)).toEqual([{ line: 1, error: expect.stringContaining(error), whole: true }])
  })

  it('takes the apostrophe away that guards a name in a spreadsheet', async () => {
    expect(await read("address,name\nada@example.org,'=1+1\n")).toMatchObject([{ row: { name: '=1+1' } }])
  })

  it.each(['Ada\u0007', 'Ada\u001b[2J'])('refuses the control character in %j', async (name) => {
    expect(errors(await read(`address,name\nada@example.org,${name}\n`))).toMatchObject([{ line: 2 }])
  })
})
