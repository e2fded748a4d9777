import { dirname, relative, resolve } from 'node:path';
import { stderr, stdout } from 'node:process';
import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** Seen from the script that was started, `tools/packaging/dist/main.cjs`. */
const workspace = resolve(dirname(process.argv[1] ?? ''), '..', '..', '..');
const shown = (path: string) => relative(process.cwd(), path);
const directory = [
  '--directory <folder>',
  'where artifacts go',
  resolve(workspace, 'dist/artifacts'),
] as const;

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('a whole number from 1 on');
  return Number(text);
}

const program = new Command('packaging').description('Makes what deploys of what was built.').exitOverride();

program
  .command('function <app>')
  .description('a zip of the function’s bundle, the same bytes for the same sources')
  .option(...directory)
  .action(async (app: string, options: { directory: string }) => {
    const { packageFunction } = await import('./package-function.js');
    const { path, billPath, bytes, sha256 } = await packageFunction(workspace, app, options.directory);
    // Lambda shows the second as CodeSha256, and Terraform as source_code_hash.
    stdout.write(
      `${shown(path)}\n${bytes} bytes, sha256 ${sha256.toString('hex')}, base64 ${sha256.toString('base64')}\n${shown(billPath)}\n`,
    );
  });

program
  .command('image <app>')
  .description('the build context of the app’s image')
  .option(...directory)
  .action(async (app: string, options: { directory: string }) => {
    const { packageImage } = await import('./package-image.js');
    const { path, billPath, files } = await packageImage(workspace, app, options.directory);
    stdout.write(`${shown(path)}\n${files.join(', ')}\n${shown(billPath)}\n`);
  });

program
  .command('cold-start <app>')
  .description('how dear a start of the function is, held against its budget')
  .option('--rounds <count>', 'starts of each kind', wholeNumber, 15)
  .action(async (app: string, { rounds }: { rounds: number }) => {
    const { measureColdStart } = await import('./measure-cold-start.js');
    const { ratio, maxRatio, bareMs, loadedMs } = await measureColdStart(workspace, app, rounds);
    stdout.write(
      `${app}: ${ratio.toFixed(2)} times the CPU time of Node alone (${loadedMs.toFixed(0)} ms, ${bareMs.toFixed(0)} ms); the budget is ${maxRatio}\n`,
    );
    if (ratio > maxRatio)
      throw new Error(
        `${app} starts too slowly: artifact.maxStartRatio in apps/${app}/package.json is ${maxRatio}`,
      );
  });

program
  .command('licences')
  .description('licences of what the apps, the libraries and the CLI need; fails for one that is not allowed')
  .action(async () => {
    const { reportLicences } = await import('./report-licences.js');
    const { table, problems } = await reportLicences(workspace);
    stdout.write(table);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // It has said what is wrong; help is no error.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
