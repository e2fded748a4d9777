import { isUtf8 } from 'node:buffer';
import { preview, type Dataset } from '@sluice/contracts';
import { Chunk, type RejectedRecord } from './chunk.js';
import type { CleaningJob, JobResult } from './cleaning-job.js';
import { lineCounter, quotedCounter } from './count-records.js';
import { FileFaultError } from './errors.js';
import { lineFramer } from './frame-lines.js';
import { quotedFramer, type QuotedRecord } from './frame-quoted.js';
import { carriageReturn, framingFaults, type FramedRecord } from './framing.js';
import { readHeader } from './header.js';
import { judgeChunk } from './judge-chunk.js';
import { emptyFile, openSource } from './open-source.js';
import { chunkBytes } from './parquet-writer.js';

/**
 * Cleans tsv and csv. The bytes are cut into records here, so that each has its ordinal, line and raw bytes;
 * records of the right number of fields go on to DuckDB in chunks, which judges one chunk while the next is cut.
 */
export async function cleanDelimited(job: CleaningJob): Promise<JobResult> {
  const cutter = new RecordCutter(job.dataset, dialectOf(job.format, job.dataset));
  const parts: JobResult['rows'][number][] = [];
  let judging: Promise<void> = Promise.resolve();

  const judge = async (chunk: Chunk): Promise<void> => {
    const { engine, dataset, outputDirectory, sourceNumber } = job;
    const context = { engine, dataset, outputDirectory, sourceNumber, positions: cutter.positions };
    const { part, rejects } = await judgeChunk(context, chunk, parts.length);
    if (part) parts.push(part);
    for (const reject of rejects) await job.rejects.add({ sourceNumber, ...reject });
  };
  const judgeNext = async (): Promise<void> => {
    await judging;
    judging = judge(cutter.takeChunk());
    // Awaited before the next chunk; until then a failure must not count as unhandled.
    judging.catch(() => undefined);
  };

  try {
    for await (const block of openSource(job.inputPath, job.compression)) {
      job.signal?.throwIfAborted();
      cutter.push(block);
      if (cutter.sizeBytes >= chunkBytes) await judgeNext();
    }
    const read = cutter.end();
    await judgeNext();
    await judging;
    return { read, rows: parts };
  } finally {
    await judging.catch(() => undefined);
  }
}

interface Dialect {
  readonly delimiter: string;
  /** Undefined where quotes are ordinary characters. */
  readonly quote: string | undefined;
}

function dialectOf(format: CleaningJob['format'], dataset: Dataset): Dialect {
  return format === 'csv'
    ? { delimiter: ',', quote: '"' }
    : { delimiter: '\t', quote: dataset.file.tsvQuote ?? undefined };
}

/** Cuts a file's bytes into a header and chunks of records, and counts them by other means. */
class RecordCutter {
  positions: readonly number[] = [];
  private hasHeader = false;
  private ordinal = 0;
  private chunk: Chunk;
  private spare: Chunk;
  private readonly fieldCount: number;
  private readonly countRule: string;
  private readonly framer;
  private readonly counter;

  constructor(
    private readonly dataset: Dataset,
    private readonly dialect: Dialect,
  ) {
    const { delimiter, quote } = dialect;
    const kind = quote === undefined ? 'plain' : 'escaped';
    this.chunk = new Chunk(kind, 1 << 20);
    this.spare = new Chunk(kind, 1 << 20);
    this.fieldCount = dataset.columns.length;
    this.countRule = `${this.fieldCount} fields separated by ${delimiter === '\t' ? 'tabs' : 'commas'}`;
    if (quote === undefined) {
      this.framer = lineFramer((framed) => this.takeLine(framed));
      this.counter = lineCounter();
    } else {
      const bytes = { delimiter: delimiter.charCodeAt(0), quote: quote.charCodeAt(0) };
      this.framer = quotedFramer(bytes, (framed) => this.takeQuoted(framed, bytes.quote));
      this.counter = quotedCounter(bytes.delimiter, bytes.quote);
    }
  }

  get sizeBytes(): number {
    return this.chunk.sizeBytes;
  }

  push(block: Buffer): void {
    this.counter.push(block);
    this.framer.push(block);
  }

  /** Ends the last record. @returns the number of records that the counter saw */
  end(): number {
    this.framer.end();
    if (!this.hasHeader) throw emptyFile();
    return this.counter.end() - 1;
  }

  /** The records so far; valid until the next but one is taken. */
  takeChunk(): Chunk {
    const taken = this.chunk;
    this.chunk = this.spare;
    this.chunk.clear();
    this.spare = taken;
    return taken;
  }

  private takeLine(framed: FramedRecord): void {
    const { data, start, end } = framed;
    if (!this.hasHeader) {
      this.takeHeader(framed, data.toString('utf8', start, end).split(this.dialect.delimiter));
      return;
    }
    if (framed.fault !== undefined) {
      this.reject(framed, framed.fault);
      return;
    }
    let fields = 1;
    for (let at = start; at < end; at++) {
      const byte = data[at] as number;
      if (byte === 0x09) fields++;
      else if (byte === carriageReturn) {
        this.reject(framed, framingFaults.carriageReturn);
        return;
      }
    }
    if (fields === this.fieldCount) this.chunk.addPlain(this.ordinal++, framed);
    else this.rejectCount(framed, fields);
  }

  private takeQuoted(framed: QuotedRecord, quote: number): void {
    const { fields } = framed;
    if (!this.hasHeader) {
      const mark = String.fromCharCode(quote);
      const names = fields.map(({ start, end }) =>
        framed.data.toString('utf8', start, end).replaceAll(mark + mark, mark),
      );
      this.takeHeader(framed, names);
    } else if (framed.fault !== undefined) this.reject(framed, framed.fault);
    else if (fields.length === this.fieldCount) this.chunk.addEscaped(this.ordinal++, framed, quote);
    else this.rejectCount(framed, fields.length);
  }

  private takeHeader(framed: FramedRecord, names: readonly string[]): void {
    if (!isUtf8(framed.data.subarray(framed.start, framed.end)))
      throw new FileFaultError({
        code: 'undecodable',
        message: 'the header is not UTF-8: save the file as UTF-8',
      });
    this.positions = readHeader(
      framed.fault === undefined ? names : [],
      this.dataset,
      this.dialect.delimiter,
    );
    this.hasHeader = true;
  }

  private rejectCount(framed: FramedRecord, found: number): void {
    this.reject(framed, `${this.countRule}, not ${found}`, 'field_count');
  }

  private reject(
    { data, start, end, line, bytes }: FramedRecord,
    rule: string,
    reason: RejectedRecord['reason'] = 'malformed_record',
  ): void {
    // Copied: blocks are reused by whoever made them, and large.
    const raw = Buffer.from(data.subarray(start, end));
    this.chunk.addReject({
      ordinal: this.ordinal++,
      line,
      reason,
      column: null,
      rule,
      value: preview(raw.toString('utf8', 0, 1024)),
      raw,
      ...(bytes > raw.length ? { rawBytes: bytes } : {}),
    });
  }
}
