import type { Story } from '../store/delivery-story.ts'
import type { Person } from '../store/person.ts'
import type { NextDigest } from './why-next.ts'

/** All that the story of one person is told from. */
export type WhyFacts = {
  address: string
  person: Omit<Person, 'deliveries'>
  story: Story
  /** What waits for them; null for who gets no digest. */
  next: NextDigest | null
  /** What stops all mail until a person says how to go on, with the commands; null where nothing does. */
  restored: string | null
}
