/** An object that may hold undefined where a key is absent. */
export type MaybeAbsent<T> = { [K in keyof Required<T>]: T[K] | undefined }

/** The object without the keys that hold undefined: content is compared and stored by its keys. */
export function withoutAbsent<T extends object>(fields: MaybeAbsent<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
