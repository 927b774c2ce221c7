import { describe, expect, it } from 'vitest'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { initSetting, readSetting, saveSetting } from './settings.ts'

describe.each(KINDS)('settings in %s', (kind) => {
  it('are null until they are saved', async () => {
    const { db } = await freshStore(kind)
    expect(await readSetting(db, 'host')).toBeNull()
  })

  it('stand as they were saved last', async () => {
    const { db } = await freshStore(kind)
    await saveSetting(db, 'host', 'old.example.org')
    await saveSetting(db, 'host', 'blog.example.org')
    expect(await readSetting(db, 'host')).toBe('blog.example.org')
  })

  it('outlive the process', async () => {
    const place = await freshPlace(kind)
    await saveSetting((await openAt(place)).db, 'host', 'blog.example.org')
    expect(await readSetting((await openAt(place)).db, 'host')).toBe('blog.example.org')
  })

  it('keep their first value when two processes set it at once', async () => {
    const place = await freshPlace(kind)
    const stores = [await openAt(place), await openAt(place)]
    const values = await Promise.all(stores.map(({ db }, index) => initSetting(db, 'feed-id', `value ${index}`)))
    expect(new Set(values).size).toBe(1)
    expect(await readSetting(stores[0]!.db, 'feed-id')).toBe(values[0])
  })
})
