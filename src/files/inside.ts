import { sep } from 'node:path'

/** Whether `path` is `folder` or lies below it. Both are real paths: without symlinks or "..". */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Whether no step of a relative path is hidden (a name that opens with a dot) or node_modules. */
export function isPlainPath(path: string): boolean {
  return path.split(sep).every((step) => !step.startsWith('.') && step !== 'node_modules')
}
