import { describe, expect, it } from 'vitest';
import { announceObject, isFolderMarker } from './announce-object.js';
import { fileArrivedSchema } from './file-arrived.js';

const routing = {
  findDataset: (name: string) => (name === 'sales' ? { name } : undefined),
  unrouted: { name: 'unrouted' },
};
const at = '2026-03-14T09:26:53.589Z';
const landed = { bucket: 'landing', key: 'sales/2026/a.tsv', etag: '"d41d8"', sizeBytes: 7 };

describe('announceObject', () => {
  it('names a version for its dataset', () => {
    const file = announceObject({ ...landed, versionId: 'v1' }, at, routing);
    expect(file).toEqual({
      type: 'FileArrived',
      version: 1,
      dataset: 'sales',
      bucket: 'landing',
      key: 'sales/2026/a.tsv',
      versionId: 'v1',
      etag: 'd41d8',
      sizeBytes: 7,
      announcedAt: at,
    });
    expect(fileArrivedSchema.parse(file)).toEqual(file);
  });

  it.each(['other/a.tsv', 'sales', '/sales/a.tsv'])('%s is unrouted', (key) => {
    expect(announceObject({ ...landed, key }, at, routing).dataset).toBe('unrouted');
  });

  it.each([undefined, '', 'null'])('a version called %j is none', (versionId) => {
    expect(announceObject({ ...landed, versionId }, at, routing)).not.toHaveProperty('versionId');
  });
});

it('a folder marker is empty and ends in a slash', () => {
  expect(isFolderMarker('sales/', 0)).toBe(true);
  expect(isFolderMarker('sales/', 1)).toBe(false);
  expect(isFolderMarker('sales', 0)).toBe(false);
});
