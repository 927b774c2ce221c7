export { npmRun } from '../config/npm-run.ts'
