import { WaitingLine } from '../waiting-line.js';

/** What row batches take of memory, in bytes: messages that were received, and contents that were opened. */
export class Memory {
  #received = 0;
  #opened = 0;
  readonly #waiting = new WaitingLine();

  constructor(private readonly maxBytes: number) {}

  receive(bytes: number): void {
    this.#received += bytes;
  }

  /** Opened, or settled without it: from here its content counts, if any. */
  unreceive(bytes: number): void {
    this.#received -= bytes;
    this.#waiting.resolveAll(false);
  }

  open(bytes: number): void {
    this.#opened += bytes;
  }

  forget(bytes: number): void {
    this.#opened -= bytes;
    this.#waiting.resolveAll(false);
  }

  get isFullOfOpened(): boolean {
    return this.#opened >= this.maxBytes;
  }

  /** @throws the signal's reason, when it is aborted before */
  async untilRoomToReceive(signal: AbortSignal): Promise<void> {
    while (this.#received + this.#opened >= this.maxBytes) await this.#waiting.wait(signal);
  }

  /** @throws the signal's reason, when it is aborted before */
  async untilRoomToOpen(signal: AbortSignal): Promise<void> {
    while (this.isFullOfOpened) await this.#waiting.wait(signal);
  }
}
