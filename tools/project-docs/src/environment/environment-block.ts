import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { GeneratedBlock } from '../documents/generated-block.js';
import { code, markdownTable, prose } from '../documents/markdown-table.js';
import { acceptedValues } from './accepted-values.js';
import { configFile, constantDocstrings, declaredVariables } from './config-source.js';
import { sharedVariables } from './shared-variables.js';
import { stackSettings } from './stack-settings.js';

/**
 * The table of a project's environment variables.
 * @param schemas of its variables, as `loadConfigSchemas` has them
 * @throws for a variable that says nowhere what it means
 */
export function environmentBlock(
  root: string,
  folder: string,
  schemas: Readonly<Record<string, z.core.$ZodType>>,
): GeneratedBlock {
  const imported = importedMeanings(root);
  const settings = stackSettings(root);
  const declared = declaredVariables(root, folder);
  const own = declared.map(({ name, meaning, schemaName }) => {
    const text =
      meaning ??
      (schemaName === undefined ? undefined : imported.get(schemaName)) ??
      sharedVariables.find((shared) => shared.name === name)?.meaning;
    const schema = schemas[name];
    if (text === undefined || schema === undefined)
      throw new Error(`${configFile(folder)}: ${name} has no docstring that says what it means`);
    const { values, otherwise } = acceptedValues(schema);
    return [name, text, values, otherwise] as const;
  });
  const names = new Set(declared.map(({ name }) => name));
  const text = sourcesOf(join(root, folder, 'src'));
  const shared = sharedVariables
    .filter(({ name, readBy }) => !names.has(name) && readBy.test(text))
    .map(({ name, meaning, values, otherwise }) => [name, meaning, values, otherwise] as const);
  const rows = [...own, ...shared].map(([name, meaning, values, otherwise]) => [
    code(name),
    prose(meaning),
    values,
    otherwise,
    settings.get(name) ?? '',
  ]);
  const head = ['variable', 'meaning', 'values', 'unless set', 'in `infra/topology.json`'];
  return { name: 'environment', markdown: markdownTable(head, rows) };
}

/** Schemas that `libs/config` has for several apps, with what they mean. A docstring begins with its variable's name. */
const importedMeanings = (root: string): ReadonlyMap<string, string> => {
  const folder = join(root, 'libs', 'config', 'src');
  return new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('-variable.ts'))
      .flatMap((file) => [...constantDocstrings(join(folder, file))])
      .map(([name, text]) => [name, capitalized(text.replace(/^`[A-Z_]+`: /, ''))] as const),
  );
};

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sourcesOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(spec|testing)\.ts$/.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
