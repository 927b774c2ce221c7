import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    globalSetup: [fileURLToPath(new URL('test/support/postgres-setup.ts', import.meta.url))],
    maxWorkers: 2,
    ...PATIENCE,
    testTimeout: 600_000,
  },
})
