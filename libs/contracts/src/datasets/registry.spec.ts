import { describe, expect, it } from 'vitest';
import { loadableDatasets, refuseClashes } from './registry.js';
import { titleBasics } from './title-basics.js';
import { titleRatings } from './title-ratings.js';

describe('the registry', () => {
  it('takes the contracts that stand', () => {
    expect(() => refuseClashes(loadableDatasets)).not.toThrow();
  });

  it('refuses two datasets of one name', () => {
    expect(() => refuseClashes([titleBasics, { ...titleRatings, name: 'title-basics' }])).toThrow(
      'contract title-basics: the name "title-basics" is taken by title-basics',
    );
  });

  it('refuses two datasets of one table', () => {
    expect(() => refuseClashes([titleBasics, { ...titleRatings, table: titleBasics.table }])).toThrow(
      'contract title-ratings: the table imdb.title_basics is taken by title-basics',
    );
  });
});
