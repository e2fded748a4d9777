import { readFile } from 'node:fs/promises';
import { faultRulesSchema, type FaultRule } from '@sluice/local-stack';
import * as z from 'zod';
import { CliError } from '../cli-error.js';
import { readableFile } from '../readable-file.js';

/** Faults to inject, from a file with a JSON list of rules. Throws `CliError` that names the file and every mistake. */
export async function readFaults(path: string): Promise<readonly FaultRule[]> {
  await readableFile(path);
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${path} is not JSON`, 1, { cause });
  }
  const rules = faultRulesSchema.safeParse(value);
  if (rules.success) return rules.data;
  const problems = z.prettifyError(rules.error).replaceAll('\n', ' ');
  throw new CliError(`${path} is no list of faults: ${problems}`, 1, { cause: rules.error });
}
