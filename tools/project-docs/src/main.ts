import { Command, CommanderError } from 'commander';
import { resolve } from 'node:path';
import { stderr, stdout } from 'node:process';
import { updateDocuments } from './update-documents.js';

const root = resolve(__dirname, '..', '..', '..');

const program = new Command('docs')
  .description('Writes docs/projects.* and the generated parts of the READMEs of apps/, libs/ and tools/.')
  .option('--check', 'write nothing; exit with 1 when a document is stale', false)
  .allowExcessArguments(false)
  .exitOverride()

  .action(async (options: { readonly check: boolean }) => {
    process.exitCode = await updateDocuments(root, options, {
      out: (line) => stdout.write(`${line}\n`),
      error: (line) => stderr.write(`${line}\n`),
    });
  });

program.parseAsync().catch((error: unknown) => {
  // It has said what is wrong; help is no error.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
});
