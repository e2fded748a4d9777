import type { App, BundleFile } from './app.js';
import { bundledPackages, type Metafile } from './bundled-packages.js';

const shown = 8;

/**
 * Throws when a bundle is larger than its app allows, with the packages and the modules that most of it is. Bytes, not
 * times: the same on every machine.
 */
export function checkBudget(app: App, bundle: readonly BundleFile[], entry: string, meta: Metafile): void {
  const { maxBytes, maxStartBytes } = app.artifact;
  const bytes = bundle.reduce((sum, { content }) => sum + content.length, 0);
  const startBytes = bundle.find(({ name }) => name === entry)?.content.length ?? 0;
  const problems = [
    ...exceeded('the bundle', bytes, 'maxBytes', maxBytes),
    ...exceeded(`${entry}, which every start loads,`, startBytes, 'maxStartBytes', maxStartBytes),
  ];
  if (problems.length === 0) return;
  throw new Error(
    [
      `${app.name} is over its budget (artifact in apps/${app.folderName}/package.json):`,
      ...problems.map((problem) => `  ${problem}`),
      'The largest packages in it, in bytes:',
      ...largest(bundledPackages(meta).bytes),
      'The largest modules:',
      ...largest(moduleBytes(meta)),
      'Leave out what it does not need (tools/esbuild.lambda.config.cjs), or raise the budget and say why.',
    ].join('\n'),
  );
}

const exceeded = (what: string, is: number, setting: string, budget: number): string[] =>
  is <= budget ? [] : [`${what} has ${is} bytes, ${is - budget} more than ${setting}, ${budget}`];

function largest(bytes: ReadonlyMap<string, number>): string[] {
  const sorted = [...bytes].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, shown);
  return sorted.map(([name, size]) => `${String(size).padStart(9)}  ${name}`);
}

function moduleBytes(meta: Metafile): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(meta.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs))
      bytes.set(file, (bytes.get(file) ?? 0) + bytesInOutput);
  return bytes;
}
