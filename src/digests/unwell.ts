/** How an edition has gone since it began, or since a person last approved it. */
export type EditionHealth = {
  /** Messages that were tried. */
  tried: number
  /** Of those, refused at once or reported as undeliverable later. */
  bounced: number
  complained: number
}

const BOUNCED = { share: 0.05, least: 10 }
const COMPLAINED = { share: 0.001, least: 2 }

/**
 * Why an edition should not go on before a person has looked: more than 5 % bounced, 10 at least, or more than 0.1 %
 * complained, 2 at least. Null when it may go on.
 */
export function unwell({ tried, bounced, complained }: EditionHealth): string | null {
  if (isOver(complained, tried, COMPLAINED)) {
    return `${complained} of ${tried} readers complained, more than ${percent(COMPLAINED.share)}`
  }
  if (isOver(bounced, tried, BOUNCED)) {
    return `${bounced} of ${tried} messages bounced, more than ${percent(BOUNCED.share)}`
  }
  return null
}

function isOver(count: number, tried: number, { share, least }: typeof BOUNCED): boolean {
  return count >= least && count > tried * share
}

function percent(share: number): string {
  return `${share * 100} %`
}
