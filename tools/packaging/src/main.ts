import { dirname, relative, resolve } from 'node:path';
import { stderr, stdout } from 'node:process';
import { Command, CommanderError } from 'commander';

/** Seen from the script that was started, `tools/packaging/dist/main.cjs`. */
const workspace = resolve(dirname(process.argv[1] ?? ''), '..', '..', '..');
const shown = (path: string) => relative(process.cwd(), path);
const directory = [
  '--directory <folder>',
  'where artifacts go',
  resolve(workspace, 'dist/artifacts'),
] as const;

const program = new Command('packaging').description('Makes what deploys of what was built.').exitOverride();

program
  .command('function <app>')
  .description('a zip of the function’s bundle, the same bytes for the same sources')
  .option(...directory)
  .action(async (app: string, options: { directory: string }) => {
    const { packageFunction } = await import('./package-function.js');
    const { path, bytes, sha256 } = await packageFunction(workspace, app, options.directory);
    // Lambda shows the second as CodeSha256, and Terraform as source_code_hash.
    stdout.write(
      `${shown(path)}\n${bytes} bytes, sha256 ${sha256.toString('hex')}, base64 ${sha256.toString('base64')}\n`,
    );
  });

program
  .command('image <app>')
  .description('the build context of the app’s image')
  .option(...directory)
  .action(async (app: string, options: { directory: string }) => {
    const { packageImage } = await import('./package-image.js');
    const { path, files } = await packageImage(workspace, app, options.directory);
    stdout.write(`${shown(path)}\n${files.join(', ')}\n`);
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
