/** A run that would do harm, refused before it did anything; the message says how to go on. */
export class PublishRefused extends Error {
  override name = 'PublishRefused'
}
