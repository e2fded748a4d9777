import { decimal, integer, text, timestamp } from '../define-column.js';
import { defineDataset } from '../define-dataset.js';

/** A stream of rating events: what a title's average and number of votes became, and when. */
export const titleRatings = defineDataset({
  name: 'title-ratings',
  version: 1,
  description: 'One row for each change of a title’s rating.',
  table: { schema: 'imdb', name: 'title_ratings', distKey: 'tconst' },
  columns: [
    text('tconst', { maxBytes: 12, pattern: '^tt\\d{7,10}$', description: 'Identifier of the title.' }),
    decimal('average_rating', {
      from: 'averageRating',
      precision: 3,
      scale: 1,
      min: '1.0',
      max: '10.0',
      description: 'Weighted average of the votes.',
    }),
    integer('num_votes', { from: 'numVotes', min: 0, description: 'Number of votes so far.' }),
    timestamp('rated_at', { from: 'ratedAt', description: 'When the rating changed.' }),
  ],
  load: { mode: 'append' },
  identity: {
    kind: 'event',
    columns: ['tconst', 'rated_at', 'average_rating', 'num_votes'],
    windowSeconds: 24 * 60 * 60,
  },
});
