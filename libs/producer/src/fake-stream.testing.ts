import { KinesisServiceException, type KinesisClient, type PutRecordsCommand } from '@aws-sdk/client-kinesis';

/** What happens to a request: codes of entries that fail, or how it fails as a whole. */
export type Happening =
  | { readonly failed?: (key: string, index: number) => string | undefined }
  /** Not carried out. */
  | { readonly refused: string; readonly fault?: 'client' | 'server' }
  /** Carried out; the connection breaks before the answer. */
  | 'answer lost'
  /** Carried out, never answered. */
  | 'silent';

export interface Taken {
  readonly key: string;
  readonly text: string;
}

export interface FakeStream {
  readonly client: Pick<KinesisClient, 'send'>;
  /** What is on the stream, in order. */
  readonly taken: Taken[];
  /** Partition keys of each request. */
  readonly requests: string[][];
  /** Data and keys of each request. */
  readonly requestBytes: number[];
  /** Milliseconds of `performance` at which each request came. */
  readonly requestedAt: number[];
}

/** A stream whose requests fare as the test says; each answer takes `latencyMilliseconds`. */
export function fakeStream(
  happens: (keys: readonly string[], earlier: number) => Happening = () => ({}),
  latencyMilliseconds = 0,
): FakeStream {
  const stream = {
    taken: [] as Taken[],
    requests: [] as string[][],
    requestBytes: [] as number[],
    requestedAt: [] as number[],
  };

  const answer = (input: PutRecordsCommand['input']) => {
    const records = (input.Records ?? []).map(({ Data = new Uint8Array(), PartitionKey: key = '' }) => ({
      key,
      text: Buffer.from(Data).toString(),
      bytes: Data.length + key.length,
    }));
    const keys = records.map(({ key }) => key);
    const happening = happens(keys, stream.requests.length);
    stream.requests.push(keys);
    stream.requestBytes.push(records.reduce((sum, { bytes }) => sum + bytes, 0));
    stream.requestedAt.push(performance.now());
    const take = ({ key, text }: Taken) => stream.taken.push({ key, text });
    if (typeof happening === 'string') {
      for (const record of records) take(record);
      if (happening === 'silent') return undefined;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }
    if ('refused' in happening)
      throw new KinesisServiceException({
        name: happening.refused,
        $fault: happening.fault ?? 'client',
        $metadata: { attempts: 1 },
      });
    const Records = records.map((record, index) => {
      const code = happening.failed?.(record.key, index);
      if (code !== undefined) return { ErrorCode: code };
      take(record);
      return { SequenceNumber: String(stream.taken.length), ShardId: 'shardId-000000000000' };
    });
    return { Records };
  };

  const send = ({ input }: PutRecordsCommand, { abortSignal }: { abortSignal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const fail = () => reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
      if (abortSignal.aborted) return fail();
      abortSignal.addEventListener('abort', fail);
      setTimeout(() => {
        try {
          const answered = answer(input);
          if (answered) resolve(answered);
        } catch (error) {
          reject(error);
        }
      }, latencyMilliseconds);
    });
  return { client: { send } as unknown as Pick<KinesisClient, 'send'>, ...stream };
}
