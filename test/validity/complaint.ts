/** Something that a feed validator would say of a document. `at` is the element or field, with its value. */
export type Complaint = { level: 'error' | 'warning'; rule: string; at: string }

/** Takes complaints down. */
export class Complaints {
  readonly all: Complaint[] = []

  error(rule: string, at: string): void {
    this.all.push({ level: 'error', rule, at })
  }

  warning(rule: string, at: string): void {
    this.all.push({ level: 'warning', rule, at })
  }
}
