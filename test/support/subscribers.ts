import type { App } from '../../src/app.ts'
import { addOne } from '../../src/commands/subscribers-add.ts'

/** Adds a subscriber as the command line does. */
export async function subscribe(app: App, address: string, flags: Parameters<typeof addOne>[2] = {}): Promise<void> {
  const console = { signal: new AbortController().signal, isTerminal: false, say: () => {}, print: () => {} }
  await addOne(app, address, flags, console)
}
