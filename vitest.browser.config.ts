import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

export default defineConfig({
  test: { include: ['test/browser/**/*.test.ts'], maxWorkers: 1, ...PATIENCE },
})
