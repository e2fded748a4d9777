import type { Dataset } from '../dataset.js';
import { sourceColumns } from '../derivation.js';
import { nullText } from './field-sampler.js';
import { FaultDeck } from './fault-deck.js';
import { lineFormat, type LineFormat } from './line-format.js';
import { rowMasker } from './row-masker.js';
import type { ExpectedVerdict, SampleOptions } from './sample-options.js';
import { recordSampler } from './record-sampler.js';
import { recordsWith } from './sample-records.js';
import { seededRandom, type SeededRandom } from './seeded-random.js';

export interface SampleLine extends ExpectedVerdict {
  /** Without line end at its end; a csv line may hold some in quotes. */
  readonly line: string;
}

/**
 * Lines of a file of a dataset, as many as asked for, behind its header (whose own `expected` is `valid`, without a
 * row; ndjson has none). Every kind of fault of every column of the source comes up in turn, and besides records with too few and
 * too many fields, and such as cannot be read. Keys are distinct.
 * @param options.format of the lines; default: tsv
 * @throws {SampleError} when no sample can be made as asked
 */
export function* sampleFileLines(
  dataset: Dataset,
  options: SampleOptions & { readonly format?: 'tsv' | 'csv' | 'ndjson' },
): Generator<SampleLine> {
  const { format = 'tsv' } = options;
  if (format === 'ndjson') yield* jsonLines(dataset, options);
  else yield* delimitedLines(dataset, options, lineFormat(dataset, format));
}

function* delimitedLines(
  dataset: Dataset,
  options: SampleOptions,
  format: LineFormat,
): Generator<SampleLine> {
  const random = seededRandom(options.seed);
  const sources = sourceColumns(dataset);
  const positions = sources.map((column) => dataset.columns.indexOf(column));
  const sample = recordSampler(dataset, format.isHeld);
  const faults = new FaultDeck(dataset, 'text', ['field_count', 'malformed_record'], options);
  const toRow = rowMasker(dataset, options.sha256Hex);
  const nulls = sources.map((column) => nullText(column, dataset, format.isHeld));
  yield { line: format.line(sources.map(({ from }) => from)), expected: 'valid', column: null, row: null };
  for (let index = 0; index < options.rows; index++) {
    const fields = sample(random, index);
    const texts = positions.map((position, at) => fields[position]?.text ?? (nulls[at] as string));
    const fault = faults.next(random);
    if (!fault) yield { line: format.line(texts), expected: 'valid', column: null, row: toRow(fields) };
    else if (fault.position !== undefined) {
      texts[positions.indexOf(fault.position)] = String(fault.raw);
      const column = dataset.columns[fault.position]?.name ?? null;
      yield { line: format.line(texts), expected: fault.reason, column, row: null };
    } else {
      const line =
        fault.reason === 'malformed_record' ? format.malformed(texts) : format.line(recut(texts, random));
      yield { line, expected: fault.reason, column: null, row: null };
    }
  }
}

/** With a field too few or too many. */
const recut = (texts: readonly string[], random: SeededRandom): readonly string[] =>
  texts.length > 1 && random.chance(0.5) ? texts.slice(0, -1) : [...texts, 'surplus'];

/** One that cannot be read is a valid one without its last brace. */
function* jsonLines(dataset: Dataset, options: SampleOptions): Generator<SampleLine> {
  for (const { record, expected, column, row } of recordsWith(dataset, options, ['malformed_record'])) {
    const line = JSON.stringify(record);
    yield { line: expected === 'malformed_record' ? line.slice(0, -1) : line, expected, column, row };
  }
}
