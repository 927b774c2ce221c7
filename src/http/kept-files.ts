/** Keeps what was used last, up to so many bytes in all. */
export class KeptFiles<File> {
  private readonly kept = new Map<string, { stamp: string; size: number; file: Promise<File> }>()
  private readonly most: number
  private size = 0

  constructor(most: number) {
    this.most = most
  }

  /** The file of this name and stamp, read when it is not kept. Who asks while it is being read waits for the same reading. */
  get(name: string, { stamp, size }: { stamp: string; size: number }, read: () => Promise<File>): Promise<File> {
    const known = this.kept.get(name)
    const file = known?.stamp === stamp ? known.file : read()
    this.drop(name)
    this.kept.set(name, { stamp, size, file })
    this.size += size
    for (const oldest of this.kept.keys()) {
      if (this.size <= this.most) break
      this.drop(oldest)
    }
    if (file !== known?.file) file.catch(() => this.kept.get(name)?.file === file && this.drop(name))
    return file
  }

  private drop(name: string): void {
    this.size -= this.kept.get(name)?.size ?? 0
    this.kept.delete(name)
  }
}
