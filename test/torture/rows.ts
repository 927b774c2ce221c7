import { atOnce } from './faults/at-once.ts'
import { clocks } from './faults/clock.ts'
import { damages } from './faults/damage.ts'
import { disks } from './faults/disk.ts'
import { failpoints } from './faults/failpoints.ts'
import { feeds } from './faults/feeds.ts'
import { kills } from './faults/kills.ts'
import { outages } from './faults/outage.ts'
import { people } from './faults/people.ts'
import { posts } from './faults/posts.ts'
import { replies } from './faults/replies.ts'
import { sinks } from './faults/sink.ts'
import type { Row } from './row.ts'

/** Every fault that is made, in the order of the report. */
export const ROWS: Row[] = [
  ...kills,
  ...failpoints,
  ...sinks,
  ...disks,
  ...atOnce,
  ...clocks,
  ...outages,
  ...people,
  ...replies,
  ...damages,
  ...posts,
  ...feeds,
]
