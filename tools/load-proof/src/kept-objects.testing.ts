import { expect } from 'vitest';
import { buckets } from './places.testing.js';
import type { ProcessorBed } from './processor-bed.testing.js';
import type { TableContents } from './table-contents.testing.js';

/** Expects that every bad record's raw bytes are where its row says. */
export async function expectRawRecords({ objects }: ProcessorBed, { rejects }: TableContents): Promise<void> {
  const uris = new Set(rejects.map(({ raw_location: location }) => String(location).replace(/#\d+$/, '')));
  for (const uri of uris) {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    expect(await objects.head({ bucket, key }), uri).toBeDefined();
  }
}

/** Expects that no attempt wrote over what another had staged: its transaction may still read that. */
export function stagedKeys({ aws: { requests } }: ProcessorBed): { expectDistinct(): void } {
  const seen = new Set<string>();
  return {
    expectDistinct: () => {
      const put = requests
        .list()
        .flatMap(({ operation, resource = '', status }) =>
          operation === 'PutObject' && status === 200 && resource.startsWith(`${buckets.staging}/`)
            ? [resource]
            : [],
        );
      // The log keeps the newest alone.
      requests.clear();
      expect(put.filter((key, index) => seen.has(key) || put.indexOf(key) !== index)).toEqual([]);
      put.forEach((key) => seen.add(key));
    },
  };
}
