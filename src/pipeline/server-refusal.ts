import { withoutAddresses } from '../deliveries/without-addresses.ts'
import type { Sender } from '../smtp/sender.ts'

/** Why the mail server takes nothing at the moment, found out before anything is claimed; null when it does. */
export async function serverRefusal(sender: Sender, signal: AbortSignal | undefined): Promise<string | null> {
  try {
    await sender.verify()
    return null
  } catch (error) {
    if (signal?.aborted) return null
    return withoutAddresses(error instanceof Error ? error.message : String(error))
  }
}
