/** The delivery that a Message-ID of ours names (src/mail/message.ts); `plannedAt` in milliseconds. Null for any other. */
export function readMessageId(text: string): { deliveryId: number; plannedAt: number } | null {
  const [, id, time] = /^<?(\d{1,15})\.([0-9a-z]{1,10})\.[^@<>\s]+@[^@<>\s]+>?$/.exec(text.trim()) ?? []
  if (id === undefined || time === undefined) return null
  return { deliveryId: Number(id), plannedAt: Number.parseInt(time, 36) }
}
