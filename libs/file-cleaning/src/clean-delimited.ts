import type { CleaningJob } from './cleaning-job.js';
import { quotedCounter } from './count-quoted-records.js';
import { lineCounter } from './count-records.js';
import { dialectOf, type Dialect } from './dialect.js';
import { headerPositions } from './header-record.js';
import { RecordJudge, type RecordJudgeOptions } from './kernel/record-judge.js';
import { emptyFile } from './open-source.js';
import { RecordCutter } from './record-cutter.js';
import { shortestRecordBytes } from './reject-limit.js';

/**
 * Cleans tsv and csv: fields are judged where they stand in the decompressed bytes, and good values go straight into
 * column vectors. Every record has its ordinal, line and bytes.
 */
export async function cleanDelimited(
  job: CleaningJob,
  takerOf?: RecordJudgeOptions['takerOf'],
): Promise<number> {
  const dialect = dialectOf(job.format, job.dataset);
  const counter = dialect.quote < 0 ? lineCounter() : quotedCounter(dialect);
  const cleaner = new DelimitedCleaner(job, dialect, takerOf);
  for await (const block of job.source.blocks()) {
    job.signal?.throwIfAborted();
    counter.push(block);
    cleaner.window.push(block);
    await cleaner.cleanWindow();
    job.progress(cleaner.ordinal);
  }
  cleaner.window.final = true;
  await cleaner.cleanWindow();
  if (!cleaner.hasHeader) throw emptyFile();
  return counter.end() - 1;
}

class DelimitedCleaner {
  /** Of the next record. */
  ordinal = 0;
  private judge: RecordJudge | undefined;
  private readonly cutter: RecordCutter;
  private readonly shortest: number;

  constructor(
    private readonly job: CleaningJob,
    private readonly dialect: Dialect,
    private readonly takerOf: RecordJudgeOptions['takerOf'],
  ) {
    this.cutter = new RecordCutter(dialect);
    this.shortest = shortestRecordBytes(job.dataset);
  }

  get window() {
    return this.cutter.window;
  }

  get hasHeader(): boolean {
    return this.judge !== undefined;
  }

  /** Judges every record that ends in the window. */
  async cleanWindow(): Promise<void> {
    const { cutter, job } = this;
    for (;;) {
      if (this.judge && this.takeLines(this.judge)) {
        await job.rows.flush();
        continue;
      }
      if (!cutter.next()) return;
      if (!this.judge) {
        this.judge = this.readHeader();
        continue;
      }
      const fault = this.judge.judge(cutter);
      const ordinal = this.ordinal++;
      if (!fault) {
        if (job.rows.endRow(ordinal)) await job.rows.flush();
        continue;
      }
      const { data, start, end, line, bytes } = cutter;
      const raw = data.subarray(start, end);
      const rawBytes = bytes > raw.length ? { rawBytes: bytes } : {};
      await job.rejects.add({ ordinal, fault, raw, line, ...rawBytes }, this.atMostMore());
    }
  }

  /** Takes good records until there is another one, or no more is whole. @returns whether the rows are to be written */
  private takeLines(judge: RecordJudge): boolean {
    const { window, cutter } = this;
    const { rows } = this.job;
    while (window.isClean) {
      const next = judge.takeLine(window);
      if (next < 0) return false;
      cutter.skipLine(next);
      if (rows.endRow(this.ordinal++)) return true;
    }
    return false;
  }

  /** The last record may lack a line end. */
  private atMostMore(): number {
    return (this.job.source.maxTextBytes - this.window.passedBytes + 1) / this.shortest;
  }

  private readHeader(): RecordJudge {
    const { dataset, rows, sha256Hex } = this.job;
    const positions = headerPositions(this.cutter, this.dialect, dataset);
    return new RecordJudge({
      dataset,
      dialect: this.dialect,
      positions,
      vectors: rows.vectors,
      sha256Hex,
      ...(this.takerOf === undefined ? {} : { takerOf: this.takerOf }),
    });
  }
}
