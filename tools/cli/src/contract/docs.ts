import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDictionary, jsonSchema, jsonText, type Dataset } from '@sluice/contracts';
import { namedDatasets } from './named-datasets.js';

export interface DocsOptions {
  readonly format: 'markdown' | 'json-schema';
  /** Folder for a file of each dataset; on standard output without it. */
  readonly out?: string;
}

const formats = {
  markdown: { suffix: '.md', textOf: dataDictionary },
  'json-schema': { suffix: '.schema.json', textOf: (dataset: Dataset) => jsonText(jsonSchema(dataset)) },
} as const;

/** Prints or writes the data dictionary or the JSON Schema of each dataset. */
export async function docs(names: readonly string[], { format, out }: DocsOptions): Promise<void> {
  const { suffix, textOf } = formats[format];
  const found = namedDatasets(names);
  if (out === undefined) {
    process.stdout.write(found.map(textOf).join('\n'));
    return;
  }
  // The asynchronous one never ends where a folder refuses new ones as if it were not there, as /proc does.
  mkdirSync(out, { recursive: true });
  for (const dataset of found) {
    const path = join(out, dataset.name + suffix);
    await writeFile(path, textOf(dataset));
    process.stdout.write(`${path}\n`);
  }
}
