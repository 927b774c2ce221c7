import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/readers/**', 'test/long/**', '**/node_modules/**'],
    globalSetup: [fileURLToPath(new URL('test/support/postgres-setup.ts', import.meta.url))],
    maxWorkers: 2,
    ...PATIENCE,
  },
})
