import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsError } from '../kernel/service.js';
import { eventSourceMapping, type EventSourceMappingConfig } from './event-source-mapping-config.js';
import { MappingState } from './mapping-state.js';
import { pollShards, type PollerParts } from './shard-pollers.js';

/** AWS takes seconds until a mapping polls, or no longer does. */
const TRANSITION_MS = 2_000;

/** An account's event source mappings, and what polls for them. */
export class EventSourceMappings {
  readonly #mappings = new Map<string, MappingState>();

  constructor(private readonly parts: PollerParts) {}

  /**
   * Polls soon. Throws `AwsError` for an unknown function or stream and for a second mapping of both, `RangeError` for
   * a setting out of range.
   */
  create(config: EventSourceMappingConfig): MappingState {
    const { functions, instance } = this.parts;
    const target = functions.lookUp(config.functionName)?.function;
    if (target === undefined) {
      throw new AwsError('InvalidParameterValueException', 'Function does not exist');
    }
    this.#refuseUnknownStream(config.streamArn);
    const twin = [...this.#mappings.values()].find(
      ({ mapping, functionArn }) => mapping.streamArn === config.streamArn && functionArn === target.arn,
    );
    if (twin !== undefined) {
      throw new AwsError(
        'ResourceConflictException',
        `The event source arn (" ${config.streamArn} ") and function (" ${target.definition.name} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${twin.mapping.uuid}`,
        409,
      );
    }
    const mapping = eventSourceMapping(config, randomUUID());
    const created = new MappingState(mapping, target, () => instance.clock.now());
    this.#mappings.set(mapping.uuid, created);
    if (config.enabled === false) created.gate.close();
    this.#later(created, () => {
      created.become(config.enabled === false ? 'Disabled' : 'Enabled');
      // What LATEST means is settled when polling begins, so that what comes before may be missed, as on AWS.
      this.#poll(created);
    });
    return created;
  }

  /** Throws `ResourceNotFoundException`. */
  find(uuid: string): MappingState {
    const found = this.#mappings.get(uuid);
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  }

  list(): readonly MappingState[] {
    return [...this.#mappings.values()];
  }

  /** Pauses or goes on. Throws `ResourceNotFoundException`, or `ResourceInUseException` while it changes. */
  setEnabled(uuid: string, enabled: boolean): MappingState {
    const found = this.#settled(uuid);
    if (enabled === (found.state === 'Enabled')) return found;
    found.become(enabled ? 'Enabling' : 'Disabling');
    if (!enabled) found.gate.close();
    this.#later(found, () => {
      found.become(enabled ? 'Enabled' : 'Disabled');
      if (enabled) found.gate.open();
    });
    return found;
  }

  /** Ends its polling. Throws as `setEnabled` does. */
  delete(uuid: string): MappingState {
    const found = this.#settled(uuid);
    found.become('Deleting');
    found.stopPolling();
    this.#later(found, () => void this.#mappings.delete(uuid));
    return found;
  }

  close(): void {
    for (const state of this.#mappings.values()) {
      state.lifetime.abort();
      state.stopPolling();
    }
  }

  #settled(uuid: string): MappingState {
    const found = this.find(uuid);
    if (found.state === 'Enabled' || found.state === 'Disabled') return found;
    throw new AwsError(
      'ResourceInUseException',
      'Cannot update the event source mapping because it is in use.',
    );
  }

  #later({ lifetime }: MappingState, then: () => void): void {
    pause(TRANSITION_MS / this.parts.instance.waitScale, undefined, { signal: lifetime.signal }).then(
      then,
      () => undefined,
    );
  }

  #poll(created: MappingState): void {
    const { instance } = this.parts;
    const { mapping, functionArn, signal } = created;
    pollShards(this.parts, created).catch((error: unknown) => {
      if (signal.aborted) return;
      created.lastProcessingResult = `PROBLEM: ${error instanceof Error ? error.message : String(error)}`;
      instance.warn(`event source mapping ${mapping.uuid} of ${functionArn} stopped: ${String(error)}`);
    });
  }

  #refuseUnknownStream(streamArn: string): void {
    try {
      this.parts.streams.shards(streamArn);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError('InvalidParameterValueException', `Stream not found: ${streamArn}`);
    }
  }
}
