import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

export default defineConfig({
  test: { include: ['test/readers/**/*.test.ts'], maxWorkers: 2, ...PATIENCE },
})
