import type { KeptConsent } from './csv-consents.ts'
import type { ImportRow } from './csv-row.ts'

/**
 * What a list of another system proves: when and from where somebody asked for mail, and confirmed it. None when it says
 * nothing of that. It is never answered by mail.
 * @param source how they came
 * @param nonce makes something random: there is no link that it would be part of
 */
export function evidenceOf(row: ImportRow, source: string, nonce: () => string): KeptConsent[] {
  const { address, key, confirmedAt = null, confirmedFrom, askedFrom, wording } = row
  const askedAt = row.askedAt ?? row.createdAt ?? confirmedAt
  if (askedAt === null) return []
  const client = askedFrom ?? 'import'
  return [
    {
      ...{ kind: 'subscribe', address, addressKey: key, source, client, wording: wording ?? '', preferences: null },
      ...{ nonce: nonce(), askedAt, expiresAt: askedAt, plannedAt: askedAt },
      confirmedAt,
      confirmedFrom: confirmedAt === null ? null : (confirmedFrom ?? client),
      welcomedAt: confirmedAt,
    },
  ]
}
