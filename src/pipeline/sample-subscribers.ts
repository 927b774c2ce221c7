import type { App } from '../app.ts'
import { previousDue } from '../digests/schedule.ts'
import { addSubscriber } from '../store/add-subscriber.ts'
import { saveSetting } from '../store/settings.ts'
import { parseAddress } from '../subscribers/address.ts'
import { defaultPreferences } from '../subscribers/preferences.ts'
import type { Cadence } from '../subscribers/subscriber.ts'

const SAMPLES: { name: string; address: string; cadence: Cadence }[] = [
  { name: 'Iris Instant', address: 'iris@readers.example', cadence: 'instant' },
  { name: 'Dan Daily', address: 'dan@readers.example', cadence: 'daily' },
  { name: 'Wilma Weekly', address: 'wilma@readers.example', cadence: 'weekly' },
]

/** Gives a fresh rehearsal readers to write to. Each has a digest due, as if they had long been there. */
export async function seedRehearsal(app: App): Promise<void> {
  const { db } = app.store
  const now = app.clock()
  for (const { name, address, cadence } of SAMPLES) {
    const parsed = parseAddress(address)
    if ('error' in parsed) throw new Error(`sample subscriber ${address}: ${parsed.error}`)
    const preferences = { ...defaultPreferences(app.config), cadence }
    await addSubscriber(db, {
      address: parsed.address,
      addressKey: parsed.key,
      name,
      preferences,
      state: 'active',
      source: 'sample',
      cursor: 0,
      dueAt: cadence === 'instant' ? now : previousDue(preferences, now),
      now,
    })
  }
  await saveSetting(db, 'samples', String(SAMPLES.length))
}
