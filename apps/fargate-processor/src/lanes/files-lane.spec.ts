import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { titleBasics } from '@sluice/contracts';
import type { FileArrived } from '@sluice/message-schemas';
import { ObjectMissingError } from '@sluice/object-store';
import { describe, expect, it, vi } from 'vitest';
import { committedLoad, received, testEnvironment, type TestEnvironment } from '../environment.testing.js';
import { sourceIdOf } from '../work/process-file.js';
import { runFilesLane } from './files-lane.js';

const announced: FileArrived = {
  type: 'FileArrived',
  version: 1,
  dataset: titleBasics.name,
  bucket: 'landing',
  key: 'title-basics/day one.tsv.gz',
  versionId: 'v1',
  etag: 'e',
  sizeBytes: 1,
  announcedAt: '2026-01-01T00:00:00.000Z',
};

const header = titleBasics.columns.map(({ from }) => from).join('\t');
const good = (number: number) => `tt${String(number).padStart(7, '0')}\tmovie\tA\tA\t0\t1990\t\\N\t90\tDrama`;
const lines = (...records: string[]) => gzipSync([header, ...records, ''].join('\n'));

/** An environment whose landing bucket holds these bytes under every key. */
function withObject(bytes: Buffer, runBatch?: Parameters<typeof testEnvironment>[0]): TestEnvironment {
  const environment = testEnvironment(runBatch);
  environment.objects.download = async (_location, path) => {
    await writeFile(path, bytes);
    return { sizeBytes: bytes.length, etag: 'e', sha256: 'abc', lastModified: new Date('2026-01-01') };
  };
  return environment;
}

async function runUntilAcknowledged(environment: TestEnvironment): Promise<void> {
  const stop = new AbortController();
  const progress = { held: 0, settled: 0, lastProgressAt: 0 };
  const lane = runFilesLane(environment, progress, {
    stop: stop.signal,
    abort: new AbortController().signal,
  });
  await vi.waitFor(() => expect(environment.effects.at(-1)?.do).toBe('acknowledge'), { timeout: 10_000 });
  stop.abort();
  await lane;
  expect(progress).toMatchObject({ held: 0, settled: 1 });
}

const keysPut = ({ effects }: TestEnvironment) =>
  effects.flatMap((effect) =>
    effect.do === 'put' ? [effect.key.replace(/\d{8}T\d{6}-[0-9a-f-]{36}/, 'LOAD')] : [],
  );

describe('runFilesLane', () => {
  it('quarantines, stages, loads and acknowledges, in this order', async () => {
    const records = Array.from({ length: 20 }, (_, index) => good(index));
    const statements: string[] = [];
    const environment = withObject(lines(...records, good(20).replace('1990', 'soon')), async (sqls) => {
      statements.push(...sqls);
      expect(environment.effects.filter((effect) => effect.do === 'acknowledge')).toEqual([]);
      return committedLoad();
    });
    environment.inbox.push([received({ body: JSON.stringify(announced) })]);
    await runUntilAcknowledged(environment);
    expect(keysPut(environment)[0]).toBe('quarantine/records/title-basics/LOAD/rejects.ndjson.gz');
    expect(keysPut(environment).slice(1).sort()).toEqual(
      ['rejects', 'rows', 'sources'].flatMap((part) => [
        `staging/loads/title-basics/LOAD/${part}.manifest`,
        expect.stringMatching(`^staging/loads/title-basics/LOAD/${part}/.*parquet$`) as string,
      ]),
    );
    expect(statements.filter((sql) => sql.startsWith('COPY'))).toHaveLength(3);
    expect(statements.findIndex((sql) => sql.startsWith('LOCK'))).toBe(1);
  });

  it.each([
    ['has lost a column', gzipSync('tconst\ttitleType\n'), {}, 'header_drift'],
    ['is empty', Buffer.alloc(0), {}, 'empty_file'],
    ['is cut short', lines(good(1)).subarray(0, 40), {}, 'corrupt_compression'],
    ['is mostly bad', lines(good(1), 'a', 'b'), {}, 'too_many_rejects'],
    ['names no dataset', lines(good(1)), { dataset: 'unrouted', key: 'x/y.tsv.gz' }, 'unknown_dataset'],
    ['names no format', lines(good(1)), { key: 'title-basics/picture.png' }, 'unknown_format'],
  ])('parks a file that %s, and loads nothing of it', async (_what, bytes, overrides, reason) => {
    const environment = withObject(bytes);
    environment.inbox.push([received({ body: JSON.stringify({ ...announced, ...overrides }) })]);
    await runUntilAcknowledged(environment);
    expect(environment.effects.map((effect) => effect.do)).toEqual(['put', 'send', 'acknowledge']);
    expect(environment.effects[0]).toMatchObject({
      key: expect.stringMatching(/^quarantine\/parked\//) as string,
      body: expect.stringContaining(`"reason":"${reason}"`) as string,
    });
  });

  it('parks what was deleted before it was read, and what is no announcement', async () => {
    const environment = testEnvironment();
    environment.objects.download = async (location) => {
      throw new ObjectMissingError(location);
    };
    environment.inbox.push([received({ body: JSON.stringify(announced) })]);
    await runUntilAcknowledged(environment);
    expect(environment.effects[0]).toMatchObject({
      body: expect.stringContaining('object_missing') as string,
    });

    const other = testEnvironment();
    other.inbox.push([received({ body: 'not json' })]);
    await runUntilAcknowledged(other);
    expect(other.effects[0]).toMatchObject({ body: expect.stringContaining('malformed_message') as string });
  });
});

describe('sourceIdOf', () => {
  it('is the version’s, however often it is announced', () => {
    const again = { ...announced, announcedAt: '2027-01-01T00:00:00.000Z', etag: 'other', sizeBytes: 2 };
    expect(sourceIdOf(again)).toBe(sourceIdOf(announced));
    expect(sourceIdOf({ ...announced, versionId: 'v2' })).not.toBe(sourceIdOf(announced));
  });

  it('is the ETag’s where a bucket keeps no versions', () => {
    const plain = { ...announced, versionId: undefined };
    expect(sourceIdOf({ ...plain, etag: 'other' })).not.toBe(sourceIdOf(plain));
  });
});
