/** The numbered links of a text, from `first` on; an address has one number however often it is linked. */
export class LinkList {
  readonly urls: string[] = []
  readonly #first: number

  constructor(first: number) {
    this.#first = first
  }

  numberOf(url: string): number {
    const known = this.urls.indexOf(url)
    return this.#first + (known === -1 ? this.urls.push(url) - 1 : known)
  }
}
