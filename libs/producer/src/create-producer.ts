import { ProducerStoppedError } from './errors.js';
import { recordFramer } from './frame-record.js';
import { recordBytes } from './outgoing-record.js';
import { Pace } from './pace.js';
import type { Producer, ProducerCounts, ProducerOptions, ProducerReport } from './producer.js';
import { Room } from './room.js';
import { Sender } from './sender.js';
import { settingsOf } from './settings.js';

/**
 * A producer for one dataset. One request is under way at a time: for more throughput than that gives, use several.
 * @throws {RangeError} for settings that Kinesis would refuse
 */
export function createProducer(options: ProducerOptions): Producer {
  const { dataset, stream, signal, validate } = options;
  const settings = settingsOf(options);
  const { lingerMilliseconds, maxRecordBytes } = settings;
  const frame = recordFramer(dataset, { validate, maxRecordBytes });
  const room = new Room(settings.maxBufferedRecords, settings.maxBufferedBytes);
  let accepted = 0;
  let refused = 0;
  let put = 0;
  let closing: Promise<ProducerReport> | undefined;

  const sender = new Sender({
    ...settings,
    pace: new Pace(settings.recordsPerSecond, performance.now()),
    isFull: () => room.isWaitedFor,
    onPut: ({ bytes }) => {
      put++;
      room.free(bytes);
    },
    onStopped: (reason) => room.refuse(reason),
  });
  const abort = () => sender.stop('AbortError', signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });

  const counts = (): ProducerCounts => ({
    accepted,
    refused,
    put,
    retries: sender.retries,
    requests: sender.requests,
    bufferedRecords: room.records,
    bufferedBytes: room.bytes,
  });

  async function end(): Promise<ProducerReport> {
    await sender.flush(Infinity);
    signal?.removeEventListener('abort', abort);
    const unsent = sender.takeUnsent().map(({ source, code, maybePut }) => ({ source, code, maybePut }));
    return { ...counts(), unsent, stoppedBy: sender.stopped };
  }

  return {
    put: async (source) => {
      if (closing) throw new ProducerStoppedError(stream, 'closed');
      if (sender.stopped) throw sender.stopped;
      const framed = frame(source);
      if (!framed.ok) {
        refused++;
        return framed;
      }
      const { record } = framed;
      const bytes = recordBytes(record);
      const waiting = room.take(bytes, () =>
        sender.add({
          source,
          record,
          bytes,
          ordinal: accepted++,
          dueAt: performance.now() + lingerMilliseconds,
          failedTries: 0,
          code: undefined,
          maybePut: false,
        }),
      );
      // What is held waits for company no longer.
      if (waiting) sender.pump();
      await waiting;
      return { ok: true };
    },
    flush: async () => {
      if (!(await sender.flush(accepted)) && sender.stopped) throw sender.stopped;
    },
    close: () => (closing ??= end()),
    counts,
  };
}
