import {
  BatchProcessor,
  BatchProcessorSync,
  EventType,
  processPartialResponse,
  processPartialResponseSync,
} from '@aws-lambda-powertools/batch';
import { recordSchema, type Fault, type Row } from '@sluice/contracts';
import { createRecordCodec } from '@sluice/record-codec';
import {
  acceptedAs,
  dataset,
  refusedFor,
  type StreamEvent,
  type StreamEventRecord,
} from '../sample-event.js';
import type { MakeSubject } from '../subject.js';

const codec = createRecordCodec();
const schema = recordSchema(dataset, (content) => codec.sha256Hex(content));

/** The same work on a record: base64, JSON.parse, the contract's schema. What is bad throws, as Powertools has it. */
function rowOf({ kinesis }: StreamEventRecord): Row {
  const envelope = JSON.parse(Buffer.from(kinesis.data, 'base64').toString()) as { readonly data: unknown };
  return schema.parse(envelope.data);
}

// A batch of bad records alone is an answer here, not an exception.
const options = { throwOnFullBatchFailure: false };

type Process = (event: StreamEvent, handle: (record: StreamEventRecord) => Row) => Promise<object> | object;

const processSync: Process = (event, handle) =>
  processPartialResponseSync(
    event as never,
    handle as never,
    new BatchProcessorSync(EventType.KinesisDataStreams),
    options,
  );

const processAsync: Process = (event, handle) =>
  processPartialResponse(
    event as never,
    (async (record: StreamEventRecord) => handle(record)) as never,
    new BatchProcessor(EventType.KinesisDataStreams),
    options,
  );

const processing =
  (process: Process, pack: (rows: readonly Row[]) => Promise<void> | void): MakeSubject =>
  ({ event }) => ({
    async run() {
      const rows: Row[] = [];
      await process(event, (record) => {
        const row = rowOf(record);
        rows.push(row);
        return row;
      });
      await pack(rows);
    },
    async verdicts() {
      const verdicts = new Map<string, string>();
      await process(event, (record) => {
        const told = (verdict: string) => verdicts.set(record.kinesis.sequenceNumber, verdict);
        try {
          const row = rowOf(record);
          told(acceptedAs(row));
          return row;
        } catch (error) {
          const { reason, column } = faultOf(error);
          told(refusedFor(reason, column));
          throw error;
        }
      });
      return event.Records.map(({ kinesis }) => verdicts.get(kinesis.sequenceNumber) ?? 'nowhere');
    },
  });

const faultOf = (error: unknown): Fault =>
  (error as { readonly issues: readonly { readonly params: { readonly fault: Fault } }[] }).issues[0]?.params
    .fault as Fault;

/** As JSON that gzip leaves about as large as a message of Sluice. */
const rowsOfMessage = 4_000;

/** Rows alone, without identity or lineage: less than Sluice packs. */
async function packRows(rows: readonly Row[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsOfMessage) {
    const text = JSON.stringify({ rows: rows.slice(start, start + rowsOfMessage) });
    codec.encodeBase64(await codec.gzip(text));
  }
}

export const powertoolsSync = processing(processSync, () => undefined);
export const powertoolsAsync = processing(processAsync, () => undefined);
export const powertoolsPacking = processing(processSync, packRows);
