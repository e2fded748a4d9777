import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTopology, resourceNames, scaleWaits } from './index.js';

const json: unknown = JSON.parse(
  readFileSync(new URL('../../../infra/topology.json', import.meta.url), 'utf8'),
);
const topology = parseTopology(json);

/** Every path whose value differs. */
function changes(before: unknown, after: unknown, path = ''): string[] {
  if (typeof before === 'object' && before !== null && typeof after === 'object' && after !== null)
    return Object.keys(before).flatMap((key) =>
      changes(
        (before as Record<string, unknown>)[key],
        (after as Record<string, unknown>)[key],
        `${path}.${key}`,
      ),
    );
  return before === after ? [] : [path.slice(1)];
}

describe('infra/topology.json', () => {
  it('names every problem at once', () => {
    const broken = { ...topology, name: 'No', stream: { shardCount: 0, retentionHours: 1 } };
    expect(() => parseTopology(broken)).toThrow(/name[\s\S]*shardCount[\s\S]*retentionHours/);
  });

  it('refuses records of a size that no stream can be told', () => {
    for (const maxRecordBytes of [1_048_575, 1_048_577, 10_485_761]) {
      const stream = { ...topology.stream, maxRecordBytes };
      expect(() => parseTopology({ ...topology, stream })).toThrow(/maxRecordBytes/);
    }
    const { maxRecordBytes: _default, ...stream } = topology.stream;
    expect(parseTopology({ ...topology, stream }).stream.maxRecordBytes).toBe(1_048_576);
  });

  it('refuses a DLQ that would forget before its queue', () => {
    const lanes = structuredClone(topology.queues.lanes);
    lanes.files.deadLetterRetentionSeconds = lanes.files.retentionSeconds;
    expect(() => parseTopology({ ...topology, queues: { ...topology.queues, lanes } })).toThrow(
      /must exceed/,
    );
  });

  it('refuses to forget what a message on its way may still name', () => {
    const buckets = structuredClone(topology.buckets);
    buckets.staging.claimsExpirationDays = 36;
    buckets.quarantine.attemptsExpirationDays = 36;
    expect(() => parseTopology({ ...topology, buckets })).toThrow(
      /claimsExpirationDays[\s\S]*must exceed the 36 days[\s\S]*attemptsExpirationDays|must exceed the 36 days[\s\S]*claimsExpirationDays/,
    );
    buckets.staging.claimsExpirationDays = 37;
    buckets.quarantine.attemptsExpirationDays = 37;
    expect(parseTopology({ ...topology, buckets }).buckets).toEqual(buckets);
  });

  it('refuses fewer tasks at most than at least', () => {
    const scaling = { ...topology.processor.scaling, minTasks: 5, maxTasks: 4 };
    expect(() => parseTopology({ ...topology, processor: { ...topology.processor, scaling } })).toThrow(
      /maxTasks/,
    );
  });

  it('refuses settings it does not know, so that a typo is not a default', () => {
    expect(() => parseTopology({ ...topology, redrve: {} })).toThrow(/redrve/);
  });
});

describe('scaleWaits', () => {
  it('changes waiting times and nothing else', () => {
    expect(changes(topology, scaleWaits(topology, 60))).toEqual([
      'queues.lanes.files.visibilityTimeoutSeconds',
      'queues.lanes.rows.visibilityTimeoutSeconds',
      'eventSourceMapping.maximumBatchingWindowSeconds',
      'processor.scaling.evaluationSeconds',
      'processor.scaling.scaleOutCooldownSeconds',
      'processor.scaling.scaleInCooldownSeconds',
      'processor.microBatch.maxAgeSeconds',
      'processor.backoff.baseSeconds',
      'processor.backoff.maxSeconds',
      'processor.wedgedAfterSeconds',
      'processor.statementPoll.maxMilliseconds',
      'deadLetterAlarm.periodSeconds',
      'redrive.scheduleSeconds',
      'redrive.pauseSeconds',
      'redrive.evidenceSeconds',
      'sweep.scheduleSeconds',
      'sweep.minAgeSeconds',
    ]);
  });

  it('keeps whole seconds where the services want them', () => {
    const scaled = scaleWaits(topology, 7);
    for (const value of [
      scaled.queues.lanes.files.visibilityTimeoutSeconds,
      scaled.eventSourceMapping.maximumBatchingWindowSeconds,
      scaled.deadLetterAlarm.periodSeconds,
    ])
      expect(Number.isInteger(value) && value >= 1).toBe(true);
  });

  it('never looks at a statement more often than at first', () => {
    const { statementPoll } = scaleWaits(topology, 60).processor;
    expect(statementPoll).toEqual({ minMilliseconds: 50, maxMilliseconds: 50 });
  });

  it.each([0, 0.5, 61, Number.NaN])('refuses the factor %s', (factor) => {
    expect(() => scaleWaits(topology, factor)).toThrow(RangeError);
  });
});

describe('resourceNames', () => {
  it('derives every name from the topology and the environment', () => {
    const names = resourceNames(topology, 'dev');
    expect(names.landingBucket).toBe('sluice-dev-landing');
    expect(names.queues).toMatchObject({ files: 'sluice-dev-files', filesDlq: 'sluice-dev-files-dlq' });
    const all = Object.values(names).flatMap((value) =>
      typeof value === 'string' ? [value] : Object.values(value),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('ends the names of buckets, and no others, with the account', () => {
    expect(changes(resourceNames(topology, 'dev'), resourceNames(topology, 'dev', '123456789012'))).toEqual([
      'landingBucket',
      'stagingBucket',
      'quarantineBucket',
    ]);
    expect(resourceNames(topology, 'dev', '123456789012').landingBucket).toBe(
      'sluice-dev-landing-123456789012',
    );
  });
});
