import type { EventSourceMapping } from './event-source-mapping-config.js';
import { Gate } from './gate.js';
import type { LambdaFunction } from './lambda-function.js';

export type MappingStateName = 'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Deleting';

/** An event source mapping and what has become of it. */
export class MappingState {
  /** Closed while the mapping is disabled; its place in the stream is kept. */
  readonly gate = new Gate();
  /** Aborted with local-aws itself: nothing becomes of it any more. */
  readonly lifetime = new AbortController();
  readonly functionArn: string;
  /** Who reads the stream; the events carry it. */
  readonly roleArn: string;
  lastProcessingResult = 'No records processed';
  readonly #polling = new AbortController();
  #state: MappingStateName = 'Creating';
  #modifiedAtMs: number;

  constructor(
    readonly mapping: EventSourceMapping,
    target: LambdaFunction,
    private readonly now: () => number,
  ) {
    this.#modifiedAtMs = now();
    this.functionArn = target.arn;
    this.roleArn = target.definition.roleArn;
  }

  /** Aborted when it is to poll no longer. */
  get signal(): AbortSignal {
    return this.#polling.signal;
  }

  stopPolling(): void {
    this.#polling.abort();
    // Whoever is held back finds that it is over.
    this.gate.open();
  }

  get state(): MappingStateName {
    return this.#state;
  }

  /** When its state was changed last. */
  get modifiedAtMs(): number {
    return this.#modifiedAtMs;
  }

  become(state: MappingStateName): void {
    this.#state = state;
    this.#modifiedAtMs = this.now();
  }
}
