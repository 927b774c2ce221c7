/**
 * How long a test may take, in milliseconds: far longer than any needs, so that only one that hangs ends by it, however busy
 * the machine is.
 */
export const PATIENCE = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 90_000 } },
}
