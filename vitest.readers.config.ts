import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/readers/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
})
