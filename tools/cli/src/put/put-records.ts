import { createProducer, ProducerStoppedError, type Producer, type ProducerReport } from '@sluice/producer';
import { CliError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import { readableFile } from '../readable-file.js';
import type { Target } from '../target/resolve-target.js';
import { kinesisClientOf } from '../target/target-clients.js';
import { count } from '../terminal/table.js';
import { largestRecordOf } from './largest-record.js';
import { namedDataset } from './named-dataset.js';
import { putProgress } from './put-progress.js';
import { readLines } from './read-lines.js';
import { RefusedLines } from './refused-lines.js';

export interface PutRecordsOptions {
  readonly file: string;
  readonly dataset: string;
  readonly validate: boolean;
  /** Records a second. */
  readonly rate?: number | undefined;
}

/**
 * Puts each line of an NDJSON file on the stream; blank lines are passed over.
 * @returns the exit code: 1 when a line was refused or could not be put, 130 when it was interrupted
 */
export async function putRecords(
  options: PutRecordsOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const { file, validate, rate: recordsPerSecond } = options;
  const dataset = namedDataset(options.dataset);
  await readableFile(file);
  const to = await target();
  const { stream } = to.names;
  const client = kinesisClientOf(to);
  const { signal } = interrupt;
  const maxRecordBytes = await largestRecordOf(client, to, signal);
  const producer = createProducer({
    client,
    stream,
    dataset,
    validate,
    recordsPerSecond,
    maxRecordBytes,
    signal,
  });
  const lines = new PutLines(file, maxRecordBytes, producer);
  const broken = await lines.putAll();
  const report = await producer.close();
  process.stdout.write(
    `put ${report.put} records of ${dataset.name} on ${stream}, refused ${report.refused}\n`,
  );
  process.stderr.write(lines.refused.text());
  if (broken) throw broken;
  if (report.stoppedBy === undefined) return report.refused === 0 ? 0 : 1;
  process.stderr.write(`sluice: ${describeStop(report, report.stoppedBy, lines)}\n`);
  return (report.stoppedBy.code === 'AbortError' && interrupt.exitCode()) || 1;
}

class PutLines {
  readonly refused = new RefusedLines();
  /** Where each record stood that the producer may yet tell of. */
  private readonly numbers = new WeakMap<object, number>();
  /** The line that the producer was handed last. */
  private last = 0;

  constructor(
    private readonly file: string,
    private readonly maxRecordBytes: number,
    private readonly producer: Producer,
  ) {}

  /** @returns why the file cannot be read to its end; undefined: it was, or the producer stopped */
  async putAll(): Promise<Error | undefined> {
    const progress = putProgress(process.stderr, () => this.producer.counts());
    try {
      for await (const { number, bytes } of readLines(this.file, this.maxRecordBytes)) {
        if (isBlank(bytes)) continue;
        this.numbers.set(bytes, (this.last = number));
        const result = await this.producer.put(bytes);
        if (!result.ok) this.refused.add(number, result.refusal);
      }
      return undefined;
    } catch (error) {
      return error instanceof ProducerStoppedError ? undefined : readError(error, this.file);
    } finally {
      progress.end();
    }
  }

  /** The first line that is not known to be on the stream. */
  firstUnsent({ unsent }: ProducerReport): number {
    const [first] = unsent;
    return (typeof first?.source === 'object' && this.numbers.get(first.source)) || this.last;
  }
}

function describeStop(report: ProducerReport, { code }: ProducerStoppedError, lines: PutLines): string {
  const doubtful = report.unsent.filter(({ maybePut }) => maybePut).length;
  return [
    code === 'AbortError' ? 'interrupted' : `the stream takes no records (${code})`,
    `: line ${lines.firstUnsent(report)} is the first that is not known to be on the stream`,
    doubtful === 0 ? '' : `; ${count(doubtful)} records from there on may be, their answer is lost`,
  ].join('');
}

/** Blanks of JSON alone are no record. */
const isBlank = (line: Uint8Array): boolean => line.every((byte) => [0x20, 0x09, 0x0a, 0x0d].includes(byte));

function readError(error: unknown, file: string): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
    return new CliError(`${file} is not a whole gzip file`, 1, { cause: error });
  return error as Error;
}
