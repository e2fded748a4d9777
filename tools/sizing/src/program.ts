import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTopology } from '@sluice/topology';
import { Command, InvalidArgumentError } from 'commander';
import { inputDefinitions, inputNames, type InputDefinition } from './input-definitions.js';
import { InputError, parseInputs } from './inputs.js';
import { parsePrices } from './prices.js';
import { reportOn } from './report.js';
import { standardPage } from './standard-page.js';
import { renderReport } from './terminal/render-report.js';

export const flagOf = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

type Given = Partial<Record<string, number>> & { regionPrices?: string; json?: true; page?: string };

/**
 * The command line, which answers by `write`. A mistake in its use throws `CommanderError`, inputs that make no sense
 * `InputError`, prices that cannot be read `TypeError`.
 */
export function buildProgram(root: string, write: (text: string) => void): Command {
  const program = new Command('sizing')
    .description('What a deployment needs and costs, and what Firehose and Glue would (docs/sizing.md).')
    .exitOverride();
  for (const name of inputNames) {
    const { meaning, basis, fallback }: InputDefinition = inputDefinitions[name];
    const stated = typeof fallback === 'number' ? `${fallback}, ${basis}` : basis;
    program.option(`${flagOf(name)} <number>`, `${meaning} (${stated})`, numberOf);
  }
  return program
    .option(
      '--region-prices <file>',
      'another list of prices; tools/sizing/prices/us-east-1.json is the model',
    )
    .option('--page <file>', 'writes the page of the standard cases instead')
    .option('--json', 'one JSON line instead of tables')
    .action(({ regionPrices, json, page, ...given }: Given) => {
      const topologyFile = join(root, 'infra', 'topology.json');
      const pricesFile = regionPrices ?? join(root, 'tools', 'sizing', 'prices', 'us-east-1.json');
      const topology = parseTopology(readJson(topologyFile));
      const prices = parsePrices(readJson(pricesFile), pricesFile);
      if (page !== undefined) {
        writeFileSync(page, standardPage(topology, prices));
        return;
      }
      const report = reportOn(parseInputs(given, topology), topology, prices);
      write(json ? `${JSON.stringify(report)}\n` : renderReport(report));
    });
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is a number.');
  return value;
}

/** @throws {InputError} for a file that cannot be read or is no JSON */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
