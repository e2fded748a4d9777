import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { titleBasics } from '@sluice/contracts';
import { StatementFailedError } from '@sluice/redshift-data-api';
import type { FileArrived, ParkedRecord } from '@sluice/message-schemas';
import { ObjectMissingError, ObjectTooLargeError } from '@sluice/object-store';
import { describe, expect, it } from 'vitest';
import type { Config } from '../config.js';
import { received, testEnvironment, type TestEnvironment } from '../environment.testing.js';
import { committed, warehouseEnvironment, type WarehouseEnvironment } from '../warehouse.testing.js';
import { sourceIdOf } from '../work/process-file.js';
import manifest from '../../package.json' with { type: 'json' };
import { runFilesLane } from './files-lane.js';
import { runLaneUntil, startLane, until } from './lane-run.testing.js';

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
const withObject = (bytes: Buffer, runBatch?: Parameters<typeof testEnvironment>[0]): TestEnvironment =>
  holding(bytes, testEnvironment(runBatch));

function holding<E extends TestEnvironment>(bytes: Buffer, environment: E): E {
  environment.objects.download = async (location, path, { maxBytes } = {}) => {
    if (maxBytes !== undefined && bytes.length > maxBytes)
      throw new ObjectTooLargeError(location, bytes.length, maxBytes);
    await writeFile(path, bytes);
    return { sizeBytes: bytes.length, etag: 'e', sha256: 'abc', lastModified: new Date('2026-01-01') };
  };
  return environment;
}

async function runUntilAcknowledged(environment: TestEnvironment): Promise<void> {
  const { activity } = await runLaneUntil(runFilesLane, environment, () =>
    expect(environment.effects.findLast(({ do: what }) => what !== 'unprotect')?.do).toBe('acknowledge'),
  );
  expect(activity.settled).toBe(1);
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
      return committed([{ sourceId: 'a', loadId: 'x' }]);
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

/** Runs one announcement through the lane, until it is settled. */
async function runOne(
  environment: WarehouseEnvironment,
  overrides: Partial<FileArrived> = {},
): Promise<void> {
  environment.inbox.push([received({ body: JSON.stringify({ ...announced, ...overrides }) })]);
  const lane = startLane(runFilesLane, environment);
  await until(() => expect(lane.activity.settled).toBe(1));
  lane.stop();
  await lane.ended;
}
const parkedFailure = ({ effects }: TestEnvironment) => {
  const put = effects.find((effect) => effect.do === 'put' && effect.key.includes('/parked/'));
  return put?.do === 'put' ? (JSON.parse(put.body) as ParkedRecord).failure : undefined;
};

describe('a file that is too large', () => {
  const limit = (config: Partial<Config>) =>
    holding(
      lines(...Array.from({ length: 2000 }, (_, index) => good(index))),
      warehouseEnvironment(undefined, config),
    );

  it.each([0, 1, 5_000_000_000])(
    'is parked before it is read, though its message says %i bytes',
    async (sizeBytes) => {
      const environment = limit({ FILES_MAX_BYTES: 1000 });
      await runOne(environment, { sizeBytes });
      expect(parkedFailure(environment)).toMatchObject({
        reason: 'file_too_large',
        message: expect.stringMatching(
          / has \d{4,} bytes, and a file, which is loaded as one, may have 1000: deliver/,
        ) as string,
      });
      expect(environment.runs).toEqual([]);
    },
  );

  it('is loaded when only its message says so', async () => {
    const environment = limit({});
    await runOne(environment, { sizeBytes: 5_000_000_000 });
    expect(environment.ledger.size).toBe(1);
  });

  it('is parked when its text is, however small it is compressed', async () => {
    const environment = limit({ FILES_MAX_TEXT_BYTES: 20_000 });
    await runOne(environment);
    expect(parkedFailure(environment)).toMatchObject({ reason: 'decompression_bomb' });
    expect(environment.runs).toEqual([]);
  });
});

describe('a snapshot', () => {
  const empty = gzipSync('n\n');
  const allBad = gzipSync('n\nx\ny\n');

  it.each([
    ['no record', empty, 0],
    ['no clean record', allBad, 2],
  ])('with %s is parked, unless its contract lets it empty the table', async (_what, bytes, records) => {
    const parked = holding(bytes, warehouseEnvironment());
    await runOne(parked, { dataset: 'snapshots', key: 'snapshots/a.tsv.gz' });
    expect(parkedFailure(parked)).toMatchObject({
      class: 'data',
      reason: 'empty_snapshot',
      message: expect.stringContaining(`none of the file's ${records} records`) as string,
    });
    expect(parked.runs).toEqual([]);

    const loaded = holding(bytes, warehouseEnvironment());
    await runOne(loaded, { dataset: 'mayempty', key: 'mayempty/a.tsv.gz' });
    expect(loaded.ledger.size).toBe(1);
    expect(loaded.statements[0]?.some((sql) => sql.startsWith('DELETE FROM "s"."mayempty"'))).toBe(true);
  });

  it('with a clean record is loaded', async () => {
    const environment = holding(gzipSync('n\nx\n1\n'), warehouseEnvironment());
    await runOne(environment, { dataset: 'snapshots', key: 'snapshots/a.tsv.gz' });
    expect(environment.ledger.size).toBe(1);
  });
});

describe('the ledger row of a file', () => {
  it('says when its attempt began, when it was staged, and what cleaned it', async () => {
    let second = 0;
    const environment = holding(lines(good(1)), warehouseEnvironment());
    const download = environment.objects.download;
    environment.objects.download = (...input) => {
      second = 10;
      return download(...input);
    };
    environment.objects.upload = new Proxy(environment.objects.upload, {
      apply: (upload, self, input: never) => {
        second = 20;
        return Reflect.apply(upload, self, input) as ReturnType<typeof upload>;
      },
    });
    await runOne({ ...environment, now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second)) });
    const ledgerInsert = environment.statements[0]?.at(-2);
    expect(ledgerInsert).toMatch(
      /TIMESTAMP '2026-01-01 00:00:00\.000',\s+TIMESTAMP '2026-01-01 00:00:20\.000'/,
    );
    expect([...environment.staged.values()]).toEqual([
      [
        {
          sourceId: sourceIdOf(announced),
          engineVersion: `fargate-processor@${manifest.version}`,
          kind: 'file',
        },
      ],
    ]);
  });
});

describe('a file that the warehouse refuses', () => {
  const failing = (error: Error) =>
    holding(
      lines(good(1)),
      warehouseEnvironment(() => {
        throw error;
      }),
    );

  it('is parked with what COPY could not load', async () => {
    const environment = failing(
      new StatementFailedError('ERROR: Spectrum Scan Error\n  code:  15007\n', {
        code: '15007',
        loadErrors: Array.from({ length: 5 }, (_, line) => ({
          file: 's3://staging/rows.parquet',
          line,
          column: 'n',
          type: 'int4',
          code: '15007',
          message: 'no match',
        })),
      }),
    );
    await runOne(environment);
    expect(parkedFailure(environment)).toEqual({
      class: 'data',
      reason: 'warehouse_15007',
      message:
        'ERROR: Spectrum Scan Error code: 15007; s3://staging/rows.parquet, column n (int4): 15007 no match; ' +
        's3://staging/rows.parquet, line 1, column n (int4): 15007 no match; ' +
        's3://staging/rows.parquet, line 2, column n (int4): 15007 no match; and 2 more',
    });
  });

  it('comes back later, and is not parked, when it waited too long behind another load', async () => {
    const environment = failing(
      new StatementFailedError(`ERROR: Query (4) cancelled on user's request`, {
        code: '57014',
        statementIndex: 1,
      }),
    );
    await runOne(environment);
    expect(environment.effects.findLast(({ do: what }) => what !== 'unprotect')).toMatchObject({
      do: 'hide',
      receipt: 'receipt',
    });
    expect(parkedFailure(environment)).toBeUndefined();
    expect(environment.runs).toHaveLength(1);
  });
});

it('runs a load again when another transaction was first, and says so', async () => {
  const environment = holding(
    lines(good(1)),
    warehouseEnvironment(() => {
      if (environment.runs.length === 1)
        throw new StatementFailedError('ERROR: 1023', { code: '1023', statementIndex: 9 });
    }),
  );
  await runOne(environment);
  const [loadId] = environment.staged.keys();
  expect([...environment.ledger.values()]).toEqual([loadId]);
  expect(environment.logged).toContainEqual({
    message: 'load runs again',
    fields: expect.objectContaining({ loadId, run: 2, code: '1023' }) as never,
  });
  expect(environment.counted).toHaveLength(1);
});

it('says that a file was loaded before, and does not count it again', async () => {
  const environment = holding(lines(good(1)), warehouseEnvironment());
  environment.ledger.set(sourceIdOf(announced), 'an-earlier-load');
  await runOne(environment);
  expect(environment.logged).toContainEqual({
    message: 'already loaded: nothing changed',
    fields: expect.objectContaining({ lane: 'files', sources: 1, alreadyLoaded: 1 }) as never,
  });
  expect(environment.counted).toEqual([]);
  expect(environment.effects.findLast(({ do: what }) => what !== 'unprotect')).toEqual({
    do: 'acknowledge',
    receipt: 'receipt',
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
