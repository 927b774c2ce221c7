/** How long a request can be confirmed, in milliseconds: three days. */
export const REQUEST_LIFE_MS = 72 * 3_600_000
