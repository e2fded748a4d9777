import { titleBasics, titleRatings, unrouted } from '@sluice/contracts';
import { rowBatchSchema } from '@sluice/message-schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listening } from '../listening.testing.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { listQuarantine } from './list-quarantine.js';
import {
  arrivedAt,
  contractsOfNow,
  startQuarantineBed,
  type QuarantineBed,
} from './quarantine-bed.testing.js';
import { replayQuarantine } from './replay-quarantine.js';
import { showQuarantine, type ShowQuarantineOptions } from './show-quarantine.js';

const header =
  'isAdult\ttconst\ttitleType\tprimaryTitle\toriginalTitle\tstartYear\tendYear\truntimeMinutes\tgenres';
const title = (n: number, year: number | string) =>
  `0\ttt000000${n}\tmovie\tTitle ${n}\tTitle ${n}\t${year}\t\\N\t90\tDrama`;
const rating = (n: number, averageRating: number, dataset?: string) => {
  const data = { tconst: `tt000000${n}`, averageRating, numVotes: n, ratedAt: '2026-03-14T09:26:53Z' };
  return JSON.stringify(dataset === undefined ? data : { dataset, data });
};
const streamed = (ordinal: number, raw: string, reason = 'out_of_range') => ({
  ...{ ordinal, recordId: `records/shardId-000000000000:${ordinal}`, reason, raw },
});

let bed: QuarantineBed;
let sourceId: string;
beforeAll(async () => {
  bed = await startQuarantineBed();
  sourceId = await bed.file('title-basics/a.tsv', `${header}\n${title(1, 2500)}\n`, [
    { ordinal: 0, reason: 'out_of_range', raw: title(1, 2500), line: 2 },
    { ordinal: 7, reason: 'out_of_range', raw: title(2, 9999), line: 9 },
    { ordinal: 8, reason: 'field_count', raw: 'short\trecord', line: 10 },
    { ordinal: 9, reason: 'out_of_range', raw: title(3, 2600), line: 11 },
    { ordinal: 10, reason: 'malformed_record', rawBase64: Buffer.from([0xff]).toString('base64'), line: 12 },
  ]);
  await bed.batch(titleRatings, [
    streamed(0, rating(1, 10.5, 'title-ratings')),
    streamed(1, rating(2, 10.6)),
    streamed(2, rating(3, 99, 'title-ratings')),
    streamed(3, `[${rating(4, 9, 'title-ratings')}]`),
    streamed(4, '{"dataset":"title-ratings","data":', 'malformed_record'),
  ]);
  await bed.batch(unrouted, [
    streamed(20, rating(1, 9, 'title-ratings'), 'unknown_dataset'),
    streamed(21, rating(1, 9, 'nobody'), 'unknown_dataset'),
  ]);
});
afterAll(() => bed.close());
beforeEach(async () => void (await bed.bodies('rows')));

const idOf = (ordinal: number) => `${sourceId}:${String(ordinal).padStart(12, '0')}`;
/** Of all batches, in whatever order these came. */
const sentIds = async () =>
  (await bed.batches()).flatMap(({ rows }) => rows.map(({ recordId }) => recordId)).sort();

const show = (options: Partial<ShowQuarantineOptions> = {}) =>
  listening(() =>
    showQuarantine(
      { limit: 10, raw: false, json: true, ...options },
      () => Promise.resolve(bed.target),
      interruptible().interrupt,
    ),
  );

describe('quarantine list', () => {
  const list = (options: object = {}) =>
    listening(() => listQuarantine({ json: true, ...options }, () => Promise.resolve(bed.target)));

  it('counts by dataset, reason and column, the most first', async () => {
    const groups = JSON.parse((await list()).stdout) as readonly object[];
    expect(groups[0]).toEqual({
      ...{ dataset: 'title-ratings', reason: 'out_of_range', column: null, records: 4 },
      ...{ oldest: '2026-03-14T12:00:00.250Z', newest: '2026-03-14T12:00:00.250Z' },
    });
    expect(groups).toHaveLength(6);
    const { stdout } = await list({ json: false, dataset: 'title-basics' });
    expect(stdout).toMatch(/│ title-basics │ out_of_range +│ +│ +3 │ 2026-03-14T12:00:00 │/);
    expect(stdout).toMatch(/\n5 records quarantined\n$/);
  });

  it('says when there is none', async () => {
    expect((await list({ json: false, since: '2026-03-15T00:00:00Z' })).stdout).toBe(
      'nothing is quarantined\n',
    );
    await expect(list({ dataset: 'nobody' })).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('quarantine show', () => {
  it('shows what is wrong with a record, where it came from and its bytes', async () => {
    const { result, stdout } = await show({ record: idOf(8) });
    expect(result).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        ...{ dataset: 'title-basics', recordId: idOf(8), reason: 'field_count', rule: 'a rule', value: null },
        ...{ arrivedAt: '2026-03-14T12:00:00.250Z', line: 10, raw: 'short\trecord' },
        origin: expect.stringMatching(
          /^s3:\/\/sluice-local-landing\/title-basics\/a\.tsv\?versionId=./,
        ) as string,
      },
    ]);
    expect((await show({ record: idOf(8), json: false })).stdout).toMatch(
      /line 10, arrived .*\n {2}raw short\\trecord\n$/,
    );
    expect(JSON.parse((await show({ record: idOf(10) })).stdout)).toMatchObject([{ rawBase64: '/w==' }]);
  });

  it('shows so many of what is meant', async () => {
    const shown = JSON.parse(
      (await show({ dataset: 'title-ratings', limit: 3 })).stdout,
    ) as readonly object[];
    expect(shown).toHaveLength(3);
    expect(shown[0]).toMatchObject({ reason: 'malformed_record', origin: 'records:batch' });
  });

  it('hides bytes that may hold what is masked, unless told otherwise', async () => {
    const unnamed = { dataset: 'unrouted', limit: 1 };
    const [hidden] = JSON.parse((await show(unnamed)).stdout) as readonly object[];
    expect(hidden).toMatchObject({ rawHidden: true });
    expect(hidden).not.toHaveProperty('raw');
    expect((await show({ ...unnamed, json: false })).stdout).toMatch(/raw \(hidden/);
    expect((await show({ ...unnamed, raw: true })).stdout).toContain('nobody');
  });

  it('says what the warehouse refuses', async () => {
    await bed.warehouse.query('ALTER TABLE "sluice"."unrouted__rejects" RENAME TO "hidden"');
    try {
      await expect(bed.replay({ dataset: 'unrouted' })).rejects.toThrow(
        /the warehouse refused .*unrouted__rejects/,
      );
    } finally {
      await bed.warehouse.query('ALTER TABLE "sluice"."hidden" RENAME TO "unrouted__rejects"');
    }
  });

  it('a record that is not quarantined is told', async () => {
    expect(await show({ record: 'none', json: false })).toMatchObject({
      result: 1,
      stdout: 'nothing of it is quarantined\n',
    });
  });
});

describe('quarantine replay', () => {
  it('sends the records of a file that are good now, under the ids and the arrival that they had', async () => {
  const { result, stdout } = await bed.replay();
  expect(result).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    ...{ dataset: 'title-basics', state: 'sent', read: 5, good: 2, sent: 2 },
    bad: { out_of_range: 1, field_count: 1, malformed_record: 1 },
    unreadable: {},
  });
  const [body = ''] = await bed.bodies('rows');
  expect(rowBatchSchema.parse(JSON.parse(body))).toMatchObject({ kind: 'replay', stream: 'quarantine', rows: 2 });
  await bed.replay();
  expect((await bed.batches())[0]?.rows).toEqual([
    { recordId: idOf(0), arrivedAt, values: ['tt0000001', 'movie', 'Title 1', 'Title 1', false, 2500, null, 90, '["Drama"]'] },
    { recordId: idOf(9), arrivedAt, values: ['tt0000003', 'movie', 'Title 3', 'Title 3', false, 2600, null, 90, '["Drama"]'] },
  ]);
}); // prettier-ignore

  it('ends when it is interrupted, and tells how to go on', async () => {
    const { interrupt, press } = interruptible();
    const options = { dataset: 'title-basics', dryRun: false, yes: true, json: true };
    const world = {
      ...contractsOfNow,
      findDataset: (name: string) => {
        press();
        return contractsOfNow.findDataset(name);
      },
    };
    const target = () => Promise.resolve(bed.target);
    const { result, stdout, stderr } = await listening(() =>
      replayQuarantine(options, target, interrupt, undefined, world),
    );
    expect(result).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'stopped', sent: 0 });
    expect(stderr).toMatch(/interrupted; the same command goes on/);
    expect(await bed.bodies('rows')).toEqual([]);
  });

  it('makes the same message of the same records, so that the ledger knows it', async () => {
    const bodies = async () => {
      await bed.replay();
      return bed.bodies('rows');
    };
    expect(await bodies()).toEqual(await bodies());
  });

  it('judges payloads of a stream with their envelope, or as their dataset’s own; a list has other ids', async () => {
    const { result, stdout } = await bed.replay({ dataset: 'title-ratings' });
    expect(result).toBe(1);
    const { unreadable, ...rest } = JSON.parse(stdout) as { unreadable: Record<string, number> };
    expect(rest).toMatchObject({ read: 5, good: 2, sent: 2, bad: { out_of_range: 1, malformed_record: 1 } });
    expect(Object.values(unreadable)).toEqual([1]);
    expect(await sentIds()).toEqual(['records/shardId-000000000000:0', 'records/shardId-000000000000:1']);
  });

  it('takes those of one reason, and those that arrived since', async () => {
    expect(JSON.parse((await bed.replay({ reason: 'field_count' })).stdout)).toMatchObject({
      read: 1,
      good: 0,
    });
    const since = (time: string) => bed.replay({ since: time, dryRun: true });
    expect(JSON.parse((await since('2026-03-14T12:00:00Z')).stdout)).toMatchObject({ read: 5 });
    expect(JSON.parse((await since('2026-03-14T12:00:01Z')).stdout)).toMatchObject({ read: 0 });
    expect(await bed.bodies('rows')).toEqual([]);
  });

  it('reads page by page', async () => {
    const { stdout } = await bed.replay({}, undefined, { ...contractsOfNow, pageRows: 2 });
    expect(JSON.parse(stdout)).toMatchObject({ read: 5, good: 2, sent: 2 });
    expect(await sentIds()).toEqual([idOf(0), idOf(9)].sort());
  });

  it('asks before it sends; nobody to ask is no yes', async () => {
  const questions: string[] = [];
  const answering = (answer: boolean) => (question: string) => {
    questions.push(question);
    return Promise.resolve(answer);
  };
  const alone = await bed.replay({ yes: false });
  expect({ ...alone, stdout: JSON.parse(alone.stdout) as unknown }).toMatchObject({ result: 3, stdout: { state: 'not run', good: 2, sent: 0 } });
  expect((await bed.replay({ yes: false, json: false }, answering(false))).result).toBe(3);
  expect(await bed.bodies('rows')).toEqual([]);
  expect((await bed.replay({ yes: false, json: false }, answering(true))).result).toBe(1);
  expect(questions).toEqual(Array(2).fill('Send these 2 records to be loaded? [y/N] '));
  expect(await sentIds()).toHaveLength(2);
}); // prettier-ignore

  it('a dry run sends nothing', async () => {
    const { result, stdout } = await bed.replay({ dryRun: true, json: false });
    expect(result).toBe(1);
    expect(stdout).toMatch(/│ still bad: out_of_range +│ +1 │/);
    expect(stdout).toMatch(/title-basics: 5 records judged again, 2 good now, none sent\n$/);
    expect(await bed.bodies('rows')).toEqual([]);
  });

  it('does nothing where nothing is quarantined any more', async () => {
    await bed.state([idOf(0), idOf(9)], 'loaded');
    const { stdout } = await bed.replay();
    expect(JSON.parse(stdout)).toMatchObject({ read: 3, good: 0, sent: 0 });
    expect(await bed.bodies('rows')).toEqual([]);
    const { result, stdout: said } = await bed.replay({ reason: 'nothing_has_this', json: false });
    expect({ result, said }).toEqual({ result: 0, said: 'title-basics: nothing of it is quarantined\n' });
  });

  it('tells what cannot be judged again, and leaves it', async () => {
  await bed.file('title-basics/gone.tsv', `${header}\n`, [{ ordinal: 0, reason: 'out_of_range', raw: title(5, 2500) }]);
  const { landingBucket } = bed.target.names;
  for await (const { versionId } of bed.objects.listVersions(landingBucket, 'title-basics/gone.tsv'))
    await bed.objects.remove({ bucket: landingBucket, key: 'title-basics/gone.tsv', ...(versionId === undefined ? {} : { versionId }) });
  await bed.file('title-basics/rows.parquet', 'PAR1', [{ ordinal: 0, reason: 'out_of_range', raw: '{}' }]);
  await bed.file('title-basics/drifted.tsv', 'tconst\tother\n', [{ ordinal: 0, reason: 'out_of_range', raw: 'x\ty' }]);
  await bed.file('title-basics/long.tsv', `${header}\n`, [{ ordinal: 0, reason: 'malformed_record', raw: 'x', rawBytes: 99 }]);
  await bed.warehouse.query(`UPDATE "imdb"."title_basics__rejects" SET "raw_location" = 's3://sluice-local-quarantine/nothing#1' WHERE "_record_id" = '${idOf(8)}'`);
  const { result, stdout } = await bed.replay();
  const { unreadable, bad } = JSON.parse(stdout) as { unreadable: object; bad: object };
  expect(result).toBe(1);
  expect(bad).toMatchObject({ header_drift: 1, malformed_record: 2 });
  expect(Object.keys(unreadable).sort()).toMatchObject([/Parquet/, /is gone/, /raw bytes are not in/].map((text) => expect.stringMatching(text)));
  expect(await bed.bodies('rows')).toEqual([]);
}); // prettier-ignore

  it('sends records of no dataset to the dataset that their envelope names, now that it has a contract', async () => {
  const { stdout } = await bed.replay({ dataset: 'unrouted' });
  expect(JSON.parse(stdout)).toMatchObject({ read: 2, good: 1, sent: 1, bad: { unknown_dataset: 1 } });
  expect(await bed.batches()).toMatchObject([{ dataset: 'title-ratings', rows: [{ recordId: 'records/shardId-000000000000:20' }] }]);
}); // prettier-ignore

  it('refuses what cannot be: no such dataset, one that is replaced as a whole', async () => {
    await expect(bed.replay({ dataset: 'nobody' })).rejects.toMatchObject({ exitCode: 2 });
    const snapshot = { ...titleBasics, load: { mode: 'replace' } as const };
    const world = { findDataset: () => snapshot };
    await expect(bed.replay({}, undefined, world)).rejects.toThrow(/Land the file again/);
  });
});
