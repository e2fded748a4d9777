import { expect, it } from 'vitest';
import type { ParkedNotice } from '@sluice/message-schemas';
import type { Interrupt } from '../interrupt.js';
import { listening } from '../listening.testing.js';
import type { OperatorBed } from '../operate/operator-bed.testing.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { chosenParked } from './chosen-parked.js';
import { parkedOf } from './parked-record.testing.js';
import { releaseParked, type ReleaseParkedOptions } from './release-parked.js';
import { releaseSome } from './release-some.js';
import { takeNotices } from './take-notices.js';

const bucket = 'sluice-local-quarantine';

export function releaseCases(bed: () => OperatorBed): void {
  const release = (
    options: Partial<ReleaseParkedOptions> & { readonly keys?: readonly string[] } = {},
    interrupt: Interrupt = interruptible().interrupt,
  ) =>
    listening(() =>
      releaseParked(
        options.keys ?? [],
        { dryRun: false, yes: true, json: true, waitSeconds: 0, ...options },
        () => Promise.resolve(bed().target),
        interrupt,
        undefined,
      ),
    );
  /** As the processor parks: the object, then its notice. */
  const park = async (...objects: readonly ReturnType<typeof parkedOf>[]) => {
    for (const { key, record } of objects) {
      await bed().put(key, JSON.stringify(record));
      await bed().send('parked', { body: JSON.stringify(noticeOf(key)) });
    }
  };
  const bodies = async (queue: 'files' | 'rows' | 'parked') =>
    (await bed().take(queue)).map(({ body }) => body);

  it('sends it to its lane, with a clean slate, and forgets it', async () => {
    const [a, b] = [
      parkedOf('a', { attributes: { 'sluice-trace-id': 't' } }),
      parkedOf('b', { lane: 'rows' }),
    ];
    await park(a, b);
    await bed().put(`attempts/${a.record.sourceId}/0001`, '');
    await bed().put(`attempts/${a.record.sourceId}/0002`, '');
    const { result, stdout } = await release();
    expect(result).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ left: [], notices: 2 });
    expect(JSON.parse(stdout).released.sort()).toEqual([a.key, b.key].sort());
    expect(await bed().take('files')).toEqual([
      { body: a.record.message, attributes: { 'sluice-trace-id': 't' } },
    ]);
    expect(await bodies('rows')).toEqual([b.record.message]);
    expect(await bed().keys('')).toEqual([]);
    expect(await bodies('parked')).toEqual([]);
    const versions = [];
    for await (const version of bed().objects.listVersions(bucket, a.key)) versions.push(version);
    expect(versions.slice(0, 2).map(({ isDeleteMarker }) => isDeleteMarker)).toEqual([true, false]);
  });

  it('only what is chosen; notices of the others stay visible', async () => {
    const objects = ['a', 'b', 'c'].map((name) => parkedOf(name, { reason: `reason-${name}` }));
    await park(...objects);
    const [a, b, c] = objects;
    await release({ reason: 'reason-a' });
    await release({ source: b?.record.source });
    expect(await bed().keys('parked/')).toEqual([c?.key]);
    expect(bed().depth('parked')).toMatchObject({ visible: 1, notVisible: 0 });
    expect(await bodies('files')).toEqual([a?.record.message, b?.record.message]);
    const { stdout } = await release({ keys: [`s3://${bucket}/${c?.key}`], json: false });
    expect(stdout).toBe(`${bucket}: 1 parked object released\n`);
    expect(await bodies('parked')).toEqual([]);
  });

  it('twice is nothing to do', async () => {
    await park(parkedOf('a'));
    await release();
    expect(await release({ json: false })).toMatchObject({
      result: 0,
      stdout: `${bucket}: 0 parked objects released\n`,
    });
    expect(await bodies('files')).toHaveLength(1);
  });

  it('released once more after it was killed between its steps', async () => {
    const a = parkedOf('a');
    await park(a);
    // Its message was sent; the object was not removed.
    await bed().send('files', { body: a.record.message });
    expect(await release()).toMatchObject({ result: 0 });
    expect(await bodies('files')).toEqual([a.record.message, a.record.message]);
    expect(await bed().keys('parked/')).toEqual([]);
  });

  it('leaves an object that was parked anew as soon as it was sent', async () => {
    const a = parkedOf('a');
    await park(a);
    const { objects, queue, urls } = bed();
    const { parked } = await chosenParked(objects, bucket, [], {}, new AbortController().signal);
    const anew = JSON.stringify({ ...a.record, parkedAt: '2026-03-03T00:00:00.000Z' });
    const sendAll: typeof queue.sendAll = async (...call) => {
      const sent = await queue.sendAll(...call);
      await bed().put(a.key, anew);
      return sent;
    };
    expect(await releaseSome(parked, { objects, queue: { sendAll }, bucket, queueUrls: urls })).toEqual({
      released: [],
      left: [{ key: a.key, why: 'it was released, and has been parked anew' }],
    });
    expect(String(await objects.read({ bucket, key: a.key }))).toBe(anew);
  });

  it('leaves a notice that was sent since it began', async () => {
    const { key } = parkedOf('a');
    await bed().send('parked', { body: JSON.stringify(noticeOf(key)) });
    const parked = { queue: bed().queue, queueUrl: bed().urls.parked, waitSeconds: 0 };
    const before = new Date(Date.now() - 60_000);
    expect(await takeNotices(parked, new Set([key]), before)).toEqual({ taken: 0, complaints: [] });
    expect(bed().depth('parked')).toMatchObject({ visible: 1, notVisible: 0 });
  });

  it('keeps what the queue does not take', async () => {
    const objects = Array.from({ length: 3 }, (_, index) => parkedOf(`f${index}`));
    await park(...objects);
    bed().aws.faults.add({
      service: 'sqs',
      operation: 'SendMessageBatch',
      kind: 'error',
      code: 'AccessDenied',
      status: 403,
    });
    await expect(release()).rejects.toThrow(/the queue takes nothing more \(AccessDenied\)/);
    bed().aws.faults.clear();
    expect(await bed().keys('parked/')).toHaveLength(3);
    expect(bed().depth('parked')).toMatchObject({ visible: 3, notVisible: 0 });
  });

  it('leaves what cannot be read, and what is not there', async () => {
    await park(parkedOf('a'));
    await bed().put('parked/title-basics/broken.json', '{');
    const { result, stdout } = await release();
    expect(result).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      released: [parkedOf('a').key],
      left: [{ key: 'parked/title-basics/broken.json', why: 'it is not JSON' }],
    });
    expect(await bed().keys('parked/')).toEqual(['parked/title-basics/broken.json']);
    // A reason that nobody knows of it is none that was asked for.
    expect(await release({ reason: 'header_drift' })).toMatchObject({ result: 0 });
    const missing = await release({ keys: ['parked/title-basics/none.json'], json: false });
    expect(missing).toMatchObject({ result: 1 });
    expect(missing.stdout).toContain('left: parked/title-basics/none.json: there is no such object\n');
  });

  it.each([
    ['a dry run', { dryRun: true }, 0, 'would be released'],
    ['nobody to ask', { yes: false }, 3, 'not released: --yes does it'],
  ])('%s releases nothing', async (_, options, exitCode, told) => {
    await park(parkedOf('a'));
    const { result, stdout } = await release({ json: false, ...options });
    expect(result).toBe(exitCode);
    expect(stdout).toMatch(/│ title-basics │ header_drift │ files │/);
    expect(stdout).toMatch(new RegExp(`\\n${bucket}: 1 parked object ${told}\\n$`));
    expect(await bed().keys('parked/')).toHaveLength(1);
    expect(bed().depth('files')).toMatchObject({ visible: 0 });
  });

  it.each([
    [{ keys: ['parked/x.json'], dataset: 'title-basics' }, /not both/],
    [{ keys: ['landing/x.json'] }, /no key of a parked object, such as parked\//],
  ])('%j is wrong use', async (options, message) => {
    await expect(release(options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });
}

const noticeOf = (key: string): ParkedNotice => ({
  type: 'ParkedNotice',
  version: 1,
  bucket,
  key,
  dataset: 'title-basics',
  source: 'x',
  reason: 'header_drift',
});
