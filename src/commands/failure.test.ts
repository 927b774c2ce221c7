import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PublishRefused } from '../pipeline/refusal.ts'
import { afterChanges, exitCodeOf, explain, UsageError } from './failure.ts'

describe('the exit code', () => {
  it.each([
    new UsageError('--at soon: is not a time.'),
    new Error('any other'),
    new PublishRefused('empty'),
    'text',
  ])('is 2 for what stopped a command before it changed anything: %s', (error) => {
    expect(exitCodeOf(error)).toBe(2)
  })

  it('is 1 for what stopped a command after it had begun to change something', () => {
    expect(exitCodeOf(afterChanges(new Error('the disk is full')))).toBe(1)
    expect(exitCodeOf(afterChanges('no error at all'))).toBe(1)
  })

  it('is 2 for a run that was refused, whoever else had changed something meanwhile', () => {
    expect(exitCodeOf(afterChanges(new PublishRefused('posts: holds no post')))).toBe(2)
  })
})

it('an error of the file system is told with place, what and fix', () => {
  let thrown: unknown
  try {
    readdirSync('/nowhere/at/all')
  } catch (error) {
    thrown = error
  }
  expect(explain(thrown)).toBe('/nowhere/at/all: cannot be read (ENOENT): it does not exist. Create it.')
})
