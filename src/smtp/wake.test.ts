import { expect, test } from 'vitest'
import { wakeAt } from './wake.ts'

test('nobody is woken early, by no part of a millisecond', async () => {
  const early: number[] = []
  for (let round = 0; round < 200; round++) {
    const time = performance.now() + 1 + (round % 10) / 10
    const left = await new Promise<number>((resolve) => wakeAt(time, () => resolve(time - performance.now())))
    if (left > 0) early.push(left)
  }
  expect(early).toEqual([])
})

test('a time that has passed wakes at once, but not before the call has ended', async () => {
  let isAwake = false
  const woken = new Promise<void>((resolve) => {
    wakeAt(performance.now() - 1000, () => {
      isAwake = true
      resolve()
    })
  })
  expect(isAwake).toBe(false)
  await woken
})

test('what was called off wakes nobody', async () => {
  let isAwake = false
  const time = performance.now() + 20
  wakeAt(time, () => {
    isAwake = true
  })()
  await new Promise<void>((resolve) => wakeAt(time + 10, resolve))
  expect(isAwake).toBe(false)
})
