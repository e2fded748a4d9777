import type { Column, Dataset, Value } from '@sluice/contracts';
import {
  at,
  fileRecordId,
  fileSource,
  replaySource,
  streamSource,
  type StreamRecord,
  type TestSource,
} from '@sluice/load-model';
import type { Random } from './random.testing.js';

/** Makes sources of a dataset that get in each other's way: few keys, few objects, near times, records sent again. */
export class AnySources {
  private readonly made: TestSource[] = [];
  private readonly sent: StreamRecord[] = [];
  private number = 0;

  constructor(
    private readonly dataset: Dataset,
    private readonly random: Random,
  ) {}

  next(): TestSource {
    const { random } = this;
    const isSnapshot = this.dataset.load.mode === 'replace';
    const kind = random.pick(
      isSnapshot ? ['file', 'file', 'replay'] : ['file', 'stream', 'stream', 'replay'],
    );
    const source = kind === 'file' ? this.file() : kind === 'stream' ? this.stream() : this.replay();
    this.made.push(source);
    return source;
  }

  private name(): string {
    return `${this.dataset.name}-${String((this.number += 1)).padStart(6, '0')}`;
  }

  private arrival(): string {
    return at(this.random.below(200) * 60);
  }

  /** A version of one of three objects; now and then with the bytes of another. */
  private file(): TestSource {
    const { random } = this;
    const key = random.pick(['a.tsv', 'b.tsv', 'c.tsv']);
    const files = this.made.filter(({ kind }) => kind === 'file');
    const name = this.name();
    const contractVersion = random.chance(0.15) ? 2 : 1;
    const place = { key, origin: `s3://landing/${key}`, contractVersion };
    if (files.length > 0 && random.chance(0.35)) {
      const { checksum, records } = random.pick(files);
      return {
        ...fileSource(name, this.arrival(), []),
        ...place,
        checksum,
        records,
        recordsRead: records.length,
      };
    }
    const isEmpty = this.dataset.load.mode === 'replace' && random.chance(0.1);
    const rows = Array.from({ length: isEmpty ? 0 : random.between(1, 6) }, () =>
      random.chance(0.2) ? null : this.values(),
    );
    return fileSource(name, this.arrival(), rows, place);
  }

  private stream(): TestSource {
    const { random } = this;
    const name = this.name();
    const records = Array.from({ length: random.between(1, 6) }, (_, index): StreamRecord => {
      if (this.sent.length > 0 && random.chance(0.3)) return this.sentAgain(`${name}:${index}`);
      return {
        id: `records/shard:${name}:${String(index).padStart(4, '0')}`,
        arrivedAt: this.arrival(),
        values: random.chance(0.2) ? null : this.values(),
      };
    });
    const distinct = [...new Map(records.map((record) => [record.id, record])).values()];
    this.sent.push(...distinct);
    return streamSource(name, distinct);
  }

  /** The record itself, in another batch; or what it says, sent by its producer once more. */
  private sentAgain(name: string): StreamRecord {
    const record = this.random.pick(this.sent);
    if (this.random.chance(0.5)) return record;
    return { ...record, id: `records/shard:${name}`, arrivedAt: this.arrival() };
  }

  /** Bad records of any sources, most of them mended. */
  private replay(): TestSource {
    const { random } = this;
    const bad = this.made
      .filter(({ kind }) => kind !== 'replay')
      .flatMap((source) =>
        source.records
          .filter(({ values }) => values === undefined || random.chance(0.05))
          .map(({ recordId, ordinal, arrivedAt }) => ({
            id: recordId ?? fileRecordId(source.sourceId, ordinal),
            arrivedAt: arrivedAt ?? source.arrivedAt,
          })),
      );
    if (bad.length === 0) return this.file();
    const chosen = random
      .some(bad, random.between(1, 4))
      .map((record): StreamRecord => ({ ...record, values: random.chance(0.15) ? null : this.values() }));
    return replaySource(this.name(), [...new Map(chosen.map((record) => [record.id, record])).values()]);
  }

  private values(): Value[] {
    return this.dataset.columns.map((column) =>
      column.nullable && this.random.chance(0.2) ? null : this.value(column),
    );
  }

  private value({ type }: Column): Value {
    const { random } = this;
    switch (type) {
      case 'text':
        return random.pick(['a', 'b', 'c', 'é', "d'", 'A']);
      case 'integer':
        return random.below(5);
      case 'bigint':
        return random.pick(['0', '-7', '9007199254740993']);
      case 'decimal':
        return random.pick(['0.00', '-12.50', '99.99']);
      case 'double':
        return random.pick([0.5, -2, 1e-7]);
      case 'boolean':
        return random.chance(0.5);
      case 'date':
        return random.pick(['2026-03-01', '2024-02-29']);
      case 'timestamp':
        return at(random.below(4) * 600).replace('Z', '000Z');
      case 'list':
        return random.pick(['[]', '["x"]', '["x","y\\"z"]']);
      case 'json':
        return random.pick(['{"a":1}', '[1,2]', '"text"', '{"b":{"c":null}}']);
    }
  }
}
