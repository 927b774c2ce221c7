import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    globalSetup: [fileURLToPath(new URL('test/support/postgres-setup.ts', import.meta.url))],
    maxWorkers: 2,
    testTimeout: 170_000,
    hookTimeout: 60_000,
  },
})
