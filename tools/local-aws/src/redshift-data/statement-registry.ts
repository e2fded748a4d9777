import { AwsError } from '../kernel/service.js';
import { isActive, type SqlRun, type StatementRecord } from './statement-record.js';

const KEPT_FOR_MS = 24 * 3600 * 1000;
const CLIENT_TOKEN_MS = 8 * 3600 * 1000;
const MOST_STATEMENTS = 20_000;
const MOST_RESULT_BYTES = 256 * 1024 * 1024;

/** The statements of the last 24 hours; the oldest go earlier when they or their results grow too many. */
export class StatementRegistry {
  readonly #records = new Map<string, StatementRecord>();
  readonly #byClientToken = new Map<string, StatementRecord>();

  constructor(private readonly now: () => number) {}

  add(record: StatementRecord): void {
    this.prune();
    this.#records.set(record.id, record);
    const { clientToken } = record.submission;
    if (clientToken !== undefined) this.#byClientToken.set(clientToken, record);
  }

  /** The same submission sent again within eight hours, as the SDK does when an answer is lost. */
  withClientToken(token: string | undefined): StatementRecord | undefined {
    const record = token === undefined ? undefined : this.#byClientToken.get(token);
    return record === undefined || this.now() - record.createdAtMs > CLIENT_TOKEN_MS ? undefined : record;
  }

  get activeCount(): number {
    return [...this.#records.values()].filter(isActive).length;
  }

  /** Newest first. */
  all(): StatementRecord[] {
    this.prune();
    return [...this.#records.values()].reverse();
  }

  /** `id`, or `id:n` for the n-th statement of a batch. Throws `ResourceNotFoundException`. */
  find(id: string): { readonly record: StatementRecord; readonly run: SqlRun | undefined } {
    const [recordId = '', position] = id.split(':');
    const found = this.#records.get(recordId);
    const record = found === undefined || this.#hasExpired(found) ? undefined : found;
    const run = position === undefined ? undefined : record?.runs[Number(position) - 1];
    if (record === undefined || (position !== undefined && (run === undefined || !record.submission.batch))) {
      throw new AwsError('ResourceNotFoundException', `Query does not exist: ${id}.`);
    }
    return { record, run };
  }

  prune(): void {
    let bytes = 0;
    let count = 0;
    for (const record of [...this.#records.values()].reverse()) {
      count += 1;
      for (const { result } of record.runs) bytes += result?.sizeBytes ?? 0;
      if (isActive(record)) continue;
      // The newest stays however large its result is.
      if (this.#hasExpired(record) || count > MOST_STATEMENTS || (bytes > MOST_RESULT_BYTES && count > 1))
        this.#remove(record);
    }
  }

  #hasExpired(record: StatementRecord): boolean {
    return !isActive(record) && this.now() - record.createdAtMs > KEPT_FOR_MS;
  }

  #remove(record: StatementRecord): void {
    this.#records.delete(record.id);
    const { clientToken } = record.submission;
    if (clientToken !== undefined && this.#byClientToken.get(clientToken) === record) {
      this.#byClientToken.delete(clientToken);
    }
  }
}
