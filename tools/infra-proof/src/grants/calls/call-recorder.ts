import type { LoggedRequest, RequestLog } from '@sluice/local-aws';
import type { ResourceNames } from '@sluice/topology';
import { recordedWorkloads, type NeededCall, type RecordedWorkload } from './call.js';
import { rightsOf, type RequestedRight } from './call-of-request.js';

/** What each workload was seen to need, sorted: equal for equal paths, however often each was taken. */
export type RecordedCalls = Readonly<Record<RecordedWorkload, readonly NeededCall[]>>;

/** Follows the request log, which itself keeps the newest requests alone. */
export class CallRecorder {
  readonly #calls = new Map<
    RecordedWorkload,
    Map<string, RequestedRight & { readonly operations: Set<string> }>
  >();
  readonly #faults: unknown[] = [];
  readonly #end: () => void;
  /** Whose commands those of `sluice` are, from now on. */
  commandsOf: 'producer' | 'operator' = 'operator';

  constructor(
    requests: RequestLog,
    private readonly names: ResourceNames,
  ) {
    this.#end = requests.follow((request) => this.#take(request));
  }

  /** Ends the recording. @throws {AggregateError} of requests whose rights are not known */
  stop(): RecordedCalls {
    this.#end();
    if (this.#faults.length > 0) throw new AggregateError(this.#faults, `${this.#faults[0]}`);
    const sorted = (workload: RecordedWorkload): readonly NeededCall[] =>
      [...(this.#calls.get(workload)?.entries() ?? [])]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, { operations, ...right }]) => ({ ...right, why: [...operations].sort().join(', ') }));
    return Object.fromEntries(
      recordedWorkloads.map((workload) => [workload, sorted(workload)]),
    ) as unknown as RecordedCalls;
  }

  #take(request: LoggedRequest): void {
    const workload = this.#workloadOf(request.caller);
    if (workload === undefined) return;
    try {
      for (const right of rightsOf(request, this.names)) this.#add(workload, right, request);
    } catch (error) {
      this.#faults.push(error);
    }
  }

  #add(workload: RecordedWorkload, right: RequestedRight, { operation = '', status }: LoggedRequest): void {
    const calls = this.#calls.get(workload) ?? new Map();
    this.#calls.set(workload, calls);
    const key = JSON.stringify([right.action, right.resource, right.context]);
    const call = calls.get(key) ?? { ...right, operations: new Set<string>() };
    const isMissing = right.action === 's3:ListBucket' && operation !== 'ListObjectsV2';
    call.operations.add(isMissing ? `${operation} answered ${status}` : operation);
    calls.set(key, call);
  }

  #workloadOf(caller: string): RecordedWorkload | undefined {
    const { functions, processor, sweepSchedule } = this.names;
    const callers: Readonly<Record<string, RecordedWorkload>> = {
      [`lambda-${functions.s3Trigger}`]: 's3-trigger',
      [`lambda-${functions.kinesisTransform}`]: 'kinesis-transform',
      [`lambda-${functions.dlqRedrive}`]: 'dlq-redrive',
      [`ecs-${processor}`]: 'processor',
      [`ecs-${sweepSchedule}`]: 'sweep',
      'sluice-cli': this.commandsOf,
    };
    return callers[caller];
  }
}
