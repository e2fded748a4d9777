import { titleRatings } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { transformRecord } from './index.js';
import { enveloped, judged, rating, recordId, recordOf, transformOptions } from './judged.testing.js';

describe('transformRecord', () => {
  it('gives a row for a valid record, with its identity and its canonical values', () => {
    expect(judged(enveloped(rating(42)), {}, 7)).toEqual([
      {
        dataset: titleRatings,
        position: 7,
        id: recordId.slice(recordId.indexOf(':') + 1),
        row: {
          recordId,
          arrivedAt: 1_760_000_000_000,
          values: ['tt0000042', '8.7', 42, '2026-03-14T08:26:53.000000Z'],
        },
      },
    ]);
  });

  it('explains a bad value as its contract does, with the bytes as they stood', () => {
    const content = JSON.stringify(enveloped({ ...rating(1), averageRating: 11 }), null, 2);
    expect(judged(content, {}, 3)).toEqual([
      {
        dataset: titleRatings,
        position: 3,
        id: recordId.slice(recordId.indexOf(':') + 1),
        reject: {
          recordId,
          arrivedAt: 1_760_000_000_000,
          reason: 'out_of_range',
          column: 'average_rating',
          rule: expect.stringContaining('decimal') as string,
          value: '11',
          raw: Buffer.from(content).toString('base64'),
        },
      },
    ]);
  });

  it('hands each payload on before it reads the next', () => {
    const seen: string[] = [];
    const record = recordOf([enveloped(rating(1)), enveloped({}), enveloped(rating(3))]);
    const findDataset = () => {
      seen.push('read');
      return titleRatings;
    };
    transformRecord(record, 0, { ...transformOptions, findDataset }, (one) => {
      seen.push('row' in one ? 'row' : 'reject');
    });
    expect(seen).toEqual(['read', 'row', 'read', 'reject', 'read', 'row']);
  });
});
