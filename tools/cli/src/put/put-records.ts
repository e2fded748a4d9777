import { ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { CliError } from '../cli-error.js';
import type { Target } from '../target/resolve-target.js';
import { kinesisClientOf } from '../target/target-clients.js';
import { recordFramer, type OutgoingRecord } from './frame-record.js';
import { namedDataset } from './named-dataset.js';
import { readLines } from './read-lines.js';
import { readableFile } from '../readable-file.js';
import { sendRecords } from './send-records.js';

/** More refused lines than this are counted, not listed. */
const mostListed = 50;

export interface PutRecordsOptions {
  readonly file: string;
  readonly dataset: string;
  readonly validate: boolean;
}

/** Puts each line of an NDJSON file on the stream; blank lines are passed over. Exit code 1 when any was refused. */
export async function putRecords(options: PutRecordsOptions, target: () => Promise<Target>): Promise<number> {
  const dataset = namedDataset(options.dataset);
  await readableFile(options.file);
  const to = await target();
  const frame = recordFramer(dataset, options.validate);
  const refused: string[] = [];
  let refusals = 0;
  async function* framed(): AsyncGenerator<OutgoingRecord> {
    for await (const { number, bytes } of readLines(options.file)) {
      if (bytes.length === 0) continue;
      const result = frame(bytes);
      if (result.ok) yield result.record;
      else if (++refusals <= mostListed) refused.push(`line ${number}: ${result.problem}`);
    }
  }
  const sent = await send(to, framed(), options.file);
  process.stdout.write(`put ${sent} records of ${dataset.name} on ${to.names.stream}, refused ${refusals}\n`);
  for (const line of refused) process.stderr.write(`${line}\n`);
  if (refusals > mostListed) process.stderr.write(`… and ${refusals - mostListed} lines more\n`);
  return refusals === 0 ? 0 : 1;
}

async function send(to: Target, records: AsyncIterable<OutgoingRecord>, file: string): Promise<number> {
  try {
    return await sendRecords(kinesisClientOf(to), to.names.stream, records);
  } catch (error) {
    if (error instanceof ResourceNotFoundException)
      throw new CliError(`there is no stream ${to.names.stream} in ${to.region}: check --env and --endpoint`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
      throw new CliError(`${file} is not a whole gzip file`, 1, { cause: error });
    throw error;
  }
}
