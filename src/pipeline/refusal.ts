/** A run that would do harm, refused before it did anything; the message says how to go on. */
export class PublishRefused extends Error {
  override name = 'PublishRefused'
}

/** An edition that cannot be made from the templates and settings as they are; posts wait for the next run. */
export class EditionFault extends Error {
  override name = 'EditionFault'
}
