import { boolean, integer, list, text } from '../define-column.js';
import { defineDataset } from '../define-dataset.js';

/**
 * IMDb's daily `title.basics.tsv.gz`.
 * @see https://developer.imdb.com/non-commercial-datasets/
 */
export const titleBasics = defineDataset({
  name: 'title-basics',
  version: 1,
  description: 'One row for each title: kind, names, years, running time, genres.',
  table: { schema: 'imdb', name: 'title_basics', distKey: 'tconst', sortKeys: ['tconst'] },
  columns: [
    text('tconst', { maxBytes: 12, pattern: '^tt\\d{7,10}$', description: 'Identifier of the title.' }),
    text('title_type', {
      from: 'titleType',
      maxBytes: 64,
      description: 'Kind of title, such as movie or tvEpisode.',
    }),
    text('primary_title', {
      from: 'primaryTitle',
      maxBytes: 2048,
      description: 'The title it is best known by.',
    }),
    text('original_title', {
      from: 'originalTitle',
      maxBytes: 2048,
      description: 'The title in its own language.',
    }),
    boolean('is_adult', {
      from: 'isAdult',
      trueTexts: ['1'],
      falseTexts: ['0'],
      description: 'Adult title.',
    }),
    integer('start_year', {
      from: 'startYear',
      nullable: true,
      min: 1800,
      max: 2200,
      description: 'Year of release.',
    }),
    integer('end_year', {
      from: 'endYear',
      nullable: true,
      min: 1800,
      max: 2200,
      description: 'Last year of a series.',
    }),
    integer('runtime_minutes', {
      from: 'runtimeMinutes',
      nullable: true,
      min: 0,
      max: 100_000,
      description: 'Running time in minutes.',
    }),
    list('genres', { nullable: true, maxBytes: 1024, description: 'Up to three genres.' }),
  ],
  file: { format: 'tsv', tsvQuote: null },
  load: { mode: 'upsert', key: ['tconst'] },
});
