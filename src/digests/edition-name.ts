import { createHash } from 'node:crypto'

/** The name of an edition in addresses and in the headers of its messages, from its key: 20 hexadecimal digits. */
export function editionName(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 20)
}
