/**
 * The producer takes no more records: the stream took none for too long or refused for good, the signal ended it, or it
 * was closed. A record whose `put` rejects with this was not accepted; those accepted before and not put are in what
 * `close` resolves with.
 */
export class ProducerStoppedError extends Error {
  override readonly name = 'ProducerStoppedError';

  constructor(
    readonly stream: string,
    /** Kinesis's code, the network's, such as `ECONNREFUSED`, or `AbortError`; `closed` after `close`. */
    readonly code: string,
    options?: { cause: unknown },
  ) {
    super(`the producer of ${stream} has stopped: ${code}`, options);
  }
}
