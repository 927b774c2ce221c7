import { csvCell, freeText, guard } from './csv-cell.ts'
import { consentsCell, type KeptConsent } from './csv-consents.ts'
import { type KeptSuppression, SUPPRESSED } from './csv-suppression.ts'
import type { Subscriber } from './subscriber.ts'

/** A subscriber with all that is kept of them. */
export type Listed = { subscriber: Subscriber; suppression: KeptSuppression | null; consents: KeptConsent[] }

type Value = string | number | null

const COLUMNS: [string, (listed: Listed) => Value][] = [
  ['address', ({ subscriber }) => subscriber.address],
  ['name', ({ subscriber }) => freeText(subscriber.name)],
  ['state', ({ subscriber }) => subscriber.state],
  ['cadence', ({ subscriber }) => subscriber.cadence],
  ['hour', ({ subscriber }) => subscriber.hour],
  ['weekday', ({ subscriber }) => subscriber.weekday],
  ['monthday', ({ subscriber }) => subscriber.monthday],
  ['zone', ({ subscriber }) => subscriber.zone],
  ['topics', ({ subscriber }) => guard(subscriber.topics?.join(',') ?? 'all')],
  ['cursor', ({ subscriber }) => subscriber.cursor],
  ['due_at', ({ subscriber }) => time(subscriber.dueAt)],
  ['paused_until', ({ subscriber }) => time(subscriber.pausedUntil)],
  ['token_epoch', ({ subscriber }) => subscriber.tokenEpoch],
  ['created_at', ({ subscriber }) => time(subscriber.createdAt)],
  ['confirmed_at', ({ subscriber }) => time(subscriber.confirmedAt)],
  ['ended_at', ({ subscriber }) => time(subscriber.endedAt)],
  ['leave_reason', ({ subscriber }) => freeText(subscriber.leaveReason)],
  ['source', ({ subscriber }) => freeText(subscriber.source)],
  ['id', ({ subscriber }) => subscriber.id],
  ['suppression', ({ suppression }) => suppression?.reason ?? null],
  ['suppression_detail', ({ suppression }) => freeText(suppression?.detail ?? null)],
  ['suppressed_at', ({ suppression }) => time(suppression?.at ?? null)],
  ['consents', ({ consents }) => consentsCell(consents)],
]

/** First line of an exported list, without a line break. */
export const csvHeader = COLUMNS.map(([name]) => name).join(',')

/** One subscriber of an exported list, without a line break. `readCsv` gives back every fact. */
export function csvLine(listed: Listed): string {
  return lineOf(COLUMNS.map(([, cell]) => cell(listed)))
}

/** An address that gets no mail and is no subscriber's, as a line of the same list. */
export function suppressedLine({ key, reason, detail, at }: KeptSuppression): string {
  const cells: Record<string, Value> = {
    address: key,
    state: SUPPRESSED,
    suppression: reason,
    suppression_detail: freeText(detail),
    suppressed_at: time(at),
  }
  return lineOf(COLUMNS.map(([name]) => cells[name] ?? null))
}

function lineOf(values: Value[]): string {
  return values.map((value) => csvCell(String(value ?? ''))).join(',')
}

function time(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}
