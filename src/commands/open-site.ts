import { type App, type AppOptions, openApp } from '../app.ts'
import { readSetting } from '../store/settings.ts'

/** Opens a site for a command and closes it whatever happens. A fresh rehearsal gets its sample subscribers. */
export async function withSite<T>(options: AppOptions, work: (app: App) => Promise<T>): Promise<T> {
  const app = await openApp(options)
  try {
    if (app.mode === 'rehearsal' && (await readSetting(app.store.db, 'samples')) === null) await seed(app)
    return await work(app)
  } finally {
    await app.close()
  }
}

async function seed(app: App): Promise<void> {
  const { seedRehearsal } = await import('../pipeline/sample-subscribers.ts')
  await seedRehearsal(app)
}
