import { setTimeout } from 'node:timers/promises'
import type { Finding, Row, Setting } from '../row.ts'
import { isSinkInstalled, startSink } from '../sink.ts'
import { inWorld } from '../world.ts'
import { spanOf } from './kills.ts'

const READERS = 400

/** The same kills through a mail server that is not ours. */
async function killsAtSink(setting: Setting): Promise<Finding | { skipped: string }> {
  if (!isSinkInstalled()) return { skipped: 'smtp-sink is not installed' }
  const kills = setting.isQuick ? 10 : 100
  return inWorld(setting, { readers: READERS, server: startSink }, async (world) => {
    const spanMs = await spanOf(world)
    let killed = 0
    for (let runs = 0; killed < kills && runs < 3 * kills; runs++) {
      if ((await world.left()) === 0) world.post()
      const program = world.start(['publish', '--quiet'])
      await Promise.race([setTimeout((0.3 + 0.6 * setting.random()) * spanMs), program.ended])
      program.child.kill('SIGKILL')
      if ((await program.ended).signal === 'SIGKILL') killed++
      await world.endLeases()
    }
    await world.finish()
    return { runs: killed, ...(await world.tally({ interruptions: killed })) }
  })
}

export const sinks: Row[] = [{ name: 'smtp-sink (Postfix), kill -9', run: killsAtSink }]
