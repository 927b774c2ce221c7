import { fileReason } from '../files/file-error.ts'
import { PublishRefused } from '../pipeline/refusal.ts'

/** A command that cannot be carried out as it was given; the message names place, value and fix. */
export class UsageError extends Error {
  override name = 'UsageError'
}

const unfinished = new WeakSet<Error>()

/** Marks an error as one that came after the command had begun to change something. */
export function afterChanges(error: unknown): Error {
  const marked = error instanceof Error ? error : new Error(String(error))
  if (!(marked instanceof PublishRefused)) unfinished.add(marked)
  return marked
}

/** 2 where nothing was done: every error that no command has marked; 1 where something may have been. */
export function exitCodeOf(error: unknown): number {
  return error instanceof Error && unfinished.has(error) ? 1 : 2
}

/** One line for a person, without a stack trace; LOG_LEVEL=debug adds it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (process.env.LOG_LEVEL === 'debug' && error.stack) return error.stack
  const { syscall, path } = error as NodeJS.ErrnoException
  if (syscall === undefined || path === undefined) return error.message
  return `${path}: ${fileReason(READING.has(syscall) ? 'read' : 'written', error)}`
}

const READING = new Set(['open', 'read', 'scandir', 'stat', 'lstat', 'opendir', 'realpath', 'readlink', 'access'])
