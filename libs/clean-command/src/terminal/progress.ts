import { SingleBar } from 'cli-progress';

/** What is under way, for whoever watches. */
export interface Progress {
  /** Begins a step; the total is in bytes where it is known. */
  step(name: 'fetching' | 'cleaning' | 'storing', totalBytes: number | undefined): void;
  bytes(done: number): void;
  records(read: number, rejected: number): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

const quiet: Progress = { step() {}, bytes() {}, records() {}, stop() {} };

/** A bar on a terminal; nothing anywhere else. */
export function createProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  return stream.isTTY ? new BarProgress(stream, now) : quiet;
}

class BarProgress implements Progress {
  private bar: SingleBar | undefined;
  private startedAt = 0;
  private doneBytes = 0;
  private totalBytes = 0;
  private read = 0;
  private rejected = 0;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly now: () => number,
  ) {}

  step(name: string, totalBytes: number | undefined): void {
    this.stop();
    this.startedAt = this.now();
    this.doneBytes = 0;
    this.totalBytes = totalBytes ?? 0;
    this.bar = new SingleBar({
      stream: this.stream,
      format: `${name} {bar} {bytes}{rows}`,
      barsize: 24,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: true,
      // The command itself ends in order, and stops the bar then.
      gracefulExit: false,
    });
    this.bar.start(this.totalBytes || 1, 0, this.shown());
  }

  bytes(done: number): void {
    this.doneBytes = done;
    this.update();
  }

  records(read: number, rejected: number): void {
    this.read = read;
    this.rejected = rejected;
    this.update();
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private update(): void {
    this.bar?.update(this.totalBytes === 0 ? 0 : Math.min(this.doneBytes, this.totalBytes), this.shown());
  }

  private shown(): { bytes: string; rows: string } {
    const seconds = Math.max(0.001, (this.now() - this.startedAt) / 1000);
    const total = this.totalBytes === 0 ? '' : ` of ${formatBytes(this.totalBytes)}`;
    const rows = `, ${formatCount(this.read / seconds)} rows/s, ${formatCount(this.rejected)} rejects`;
    return { bytes: formatBytes(this.doneBytes) + total, rows: this.read === 0 ? '' : rows };
  }
}

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const formatCount = (count: number): string => counts.format(count);

/** `999 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.95 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
