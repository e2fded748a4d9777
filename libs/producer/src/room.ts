/** Bounds what is held in memory: whoever brings more waits, first come first served. */
export class Room {
  records = 0;
  bytes = 0;
  private readonly waiting: {
    readonly bytes: number;
    readonly enter: () => void;
    readonly leave: (reason: Error) => void;
  }[] = [];

  constructor(
    private readonly maxRecords: number,
    private readonly maxBytes: number,
  ) {}

  get isWaitedFor(): boolean {
    return this.waiting.length > 0;
  }

  /**
   * Undefined: there is room, and it is taken; otherwise resolves when it is.
   * @param enter called at that moment, so that nobody overtakes
   */
  take(bytes: number, enter: () => void): Promise<void> | undefined {
    if (this.waiting.length === 0 && this.fits(bytes)) {
      this.occupy(bytes);
      enter();
      return undefined;
    }
    return new Promise((resolve, leave) => {
      this.waiting.push({
        bytes,
        leave,
        enter: () => {
          enter();
          resolve();
        },
      });
    });
  }

  free(bytes: number): void {
    this.records--;
    this.bytes -= bytes;
    for (let next = this.waiting[0]; next !== undefined && this.fits(next.bytes); next = this.waiting[0]) {
      this.waiting.shift();
      this.occupy(next.bytes);
      next.enter();
    }
  }

  /** Sends all who wait away. */
  refuse(reason: Error): void {
    for (const { leave } of this.waiting.splice(0)) leave(reason);
  }

  /** What exceeds all room by itself enters when nobody else is there. */
  private fits(bytes: number): boolean {
    return this.records === 0 || (this.records < this.maxRecords && this.bytes + bytes <= this.maxBytes);
  }

  private occupy(bytes: number): void {
    this.records++;
    this.bytes += bytes;
  }
}
