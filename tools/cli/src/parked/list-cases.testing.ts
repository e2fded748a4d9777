import { expect, it } from 'vitest';
import { listening } from '../listening.testing.js';
import type { OperatorBed } from '../operate/operator-bed.testing.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { listParked, type ListParkedOptions } from './list-parked.js';
import { parkedOf } from './parked-record.testing.js';

export function listCases(bed: () => OperatorBed): void {
  const list = (options: Partial<ListParkedOptions> = {}) =>
    listening(() =>
      listParked(
        { full: false, json: true, ...options },
        () => Promise.resolve(bed().target),
        interruptible().interrupt,
      ),
    );
  const put = (...objects: readonly ReturnType<typeof parkedOf>[]) =>
    Promise.all(objects.map(({ key, record }) => bed().put(key, JSON.stringify(record))));
  const keysOf = (stdout: string) => JSON.parse(stdout).parked.map(({ key }: { key: string }) => key);

  it('reads the objects, whatever the queue knows', async () => {
    const parked = parkedOf('a', { attempts: 20, redrives: 2, firstFailedAt: '2026-03-01T00:00:00.000Z' });
    await put(parked);
    const { result, stdout } = await list();
    expect(result).toBe(0);
    const { type: _type, version: _version, failure, message, ...story } = parked.record;
    expect(JSON.parse(stdout)).toEqual({
      bucket: 'sluice-local-quarantine',
      parked: [
        { key: parked.key, class: failure.class, reason: failure.reason, detail: failure.message, ...story },
      ],
      unreadable: [],
    });
    expect(JSON.parse((await list({ full: true })).stdout).parked).toMatchObject([{ message }]);
  });

  it('by dataset and by reason', async () => {
    const [a, b, c] = [
      parkedOf('a'),
      parkedOf('b', { reason: 'object_missing' }),
      parkedOf('c', { dataset: 'title-ratings' }),
    ];
    await put(a, b, c);
    expect(keysOf((await list({ dataset: 'title-basics' })).stdout).sort()).toEqual([a.key, b.key].sort());
    expect(keysOf((await list({ reason: 'object_missing' })).stdout)).toEqual([b.key]);
    const { stdout } = await list({ json: false });
    expect(stdout).toContain('title-basics header_drift: 1\n');
    expect(stdout).toMatch(/\nsluice-local-quarantine: 3 parked objects\n$/);
    expect((await list({ json: false, full: true })).stdout).toContain(
      '  data header_drift: a column is missing',
    );
  });

  it('names what cannot be read, and goes on', async () => {
    await put(parkedOf('a'));
    await bed().put('parked/title-basics/broken.json', '{');
    await bed().put('parked/title-basics/other.json', '{"type":"Other"}');
    const { result, stdout } = await list();
    expect(result).toBe(1);
    expect(keysOf(stdout)).toHaveLength(1);
    expect(JSON.parse(stdout).unreadable).toEqual([
      { key: 'parked/title-basics/broken.json', why: 'it is not JSON' },
      { key: 'parked/title-basics/other.json', why: expect.stringContaining('no ParkedRecord of version 1') },
    ]);
  });
}
