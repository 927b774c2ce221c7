import { type AliasedExpression, sql } from 'kysely'
import { type Db, isPostgres } from './db.ts'

/** `real` for what may have a fraction. */
export type ColumnType = 'integer' | 'real' | 'text'

const POSTGRES = { integer: 'bigint', real: 'double precision', text: 'text' } satisfies Record<ColumnType, string>

/**
 * Literal rows as a table `v` to insert, join or update from. They travel as one parameter, so that a statement keeps
 * its text whatever their number. A NUL or half a surrogate pair in a text, which PostgreSQL cannot hold, becomes U+FFFD.
 */
export function tableOf<Row>(
  db: Db,
  columns: { [Column in keyof Row & string]: ColumnType },
  rows: readonly Row[],
): AliasedExpression<Row, 'v'> {
  const json = JSON.stringify(rows, (_, value) => (typeof value === 'string' ? storable(value) : value))
  const names = Object.entries<ColumnType>(columns)
  if (isPostgres(db)) {
    const types = names.map(([name, type]) => sql`${sql.id(name)} ${sql.raw(POSTGRES[type])}`)
    return sql<Row>`json_to_recordset(cast(${json} as json))`.as<'v'>(sql`v(${sql.join(types)})`)
  }
  const fields = names.map(([name]) => sql`json_extract(value, ${sql.lit(`$.${name}`)}) as ${sql.id(name)}`)
  return sql<Row>`(select ${sql.join(fields)} from json_each(${json}))`.as('v')
}

/** A list of ids as a table `v` with one column. */
export function idTable(db: Db, ids: readonly number[]): AliasedExpression<{ id: number }, 'v'> {
  return tableOf<{ id: number }>(
    db,
    { id: 'integer' },
    ids.map((id) => ({ id })),
  )
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
