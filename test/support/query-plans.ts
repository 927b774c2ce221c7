import { CompiledQuery, createQueryId, type RootOperationNode } from 'kysely'
import type { Db } from '../../src/store/db.ts'

/** How SQLite carries out each query that is asked: which index it searches, and what it reads from one end to the other. */
export async function queryPlans(db: Db, ask: (db: Db) => Promise<unknown>): Promise<string[]> {
  const nodes: RootOperationNode[] = []
  await ask(
    db.withPlugin({
      transformQuery: ({ node }) => {
        nodes.push(node)
        return node
      },
      transformResult: async ({ result }) => result,
    }),
  )
  const plans: string[] = []
  for (const node of nodes) {
    const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId())
    const { rows } = await db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    )
    plans.push(rows.map(({ detail }) => detail).join('; '))
  }
  return plans
}
