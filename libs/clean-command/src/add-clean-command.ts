import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CleanArguments } from './clean-options.js';
import type { Interrupt } from './interrupt.js';

const formats = ['parquet', 'csv', 'tsv', 'ndjson'] as const;

/**
 * Adds `clean` to a program. What it needs is loaded when it is called. It never throws: its exit code goes to
 * `outcome`, what went wrong to standard error, in one line.
 */
export function addCleanCommand(program: Command, interrupt: Interrupt, outcome: { exitCode: number }): void {
  program
    .command('clean')
    .description('clean one file: rows that keep the contract go out, every other one is explained')
    .requiredOption('--dataset <name>', 'whose contract judges')
    .requiredOption('--in <place>', 'path, http(s) URL or s3://bucket/key; .gz and .zst are unpacked')
    .requiredOption('--out <place>', 'path or s3://bucket/key: one file, or parts where it ends in /')
    .addOption(
      new Option('--in-format <format>', 'of the input, where its name does not tell').choices(formats),
    )
    .addOption(new Option('--out-format <format>', 'of the output (default: by its name)').choices(formats))
    .option('--rejects <place>', 'where the rejects go (default: beside the output, .rejects.ndjson.gz)')
    .option('--max-reject-ratio <ratio>', 'more rejects than this fail the file (0 to 1)', ratio)
    .option('--part-size <size>', 'of parts, such as 64MiB (the default)', partBytes)
    .option('--overwrite', 'replace the parts that an earlier run left in the folder', false)
    .option('--temp-dir <folder>', 'where downloads and uploads wait (default: TMPDIR)')
    .option('--json', 'end standard output with one line of JSON instead of the summary', false)
    .action(async (given: CleanArguments) => {
      const { runClean } = await import('./run-clean.js');
      outcome.exitCode = await runClean(given, interrupt);
    });
}

function ratio(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1) throw new InvalidArgumentError('It is a number from 0 to 1.');
  return value;
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};
const leastPartBytes = 1024 ** 2;
const mostPartBytes = 5 * 1024 ** 3;

function partBytes(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const value = Math.round(Number(number || NaN) * (units[unit.toLowerCase()] ?? NaN));
  if (!(value >= leastPartBytes && value <= mostPartBytes))
    throw new InvalidArgumentError('It is a size from 1MiB to 5GiB, such as 64MiB.');
  return value;
}
