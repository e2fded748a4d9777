import { addCleanCommand } from '@sluice/clean-command';
import { Command, Option } from 'commander';
import type { Interrupt } from './interrupt.js';
import type { MigrateOptions } from './migrate/migrate.js';
import type { PutRecordsOptions } from './put/put-records.js';
import { addOperatorCommands } from './operate/operator-commands.js';
import { gathered, wholeNumber } from './option-values.js';
import { addQuarantineCommands } from './quarantine/quarantine-commands.js';
import { addReplayCommands } from './replay/replay-commands.js';
import { addSweepCommand } from './sweep/sweep-command.js';
import type { TargetOptions } from './target/resolve-target.js';
import { targetOf, withTarget } from './target/target-options.js';
import { workspaceRoot } from './workspace-root.js';

const defaultPort = 4566;

/**
 * The command line. A mistake in its use throws `CommanderError`, after commander has said what it is. Each command
 * is loaded when it is called: help and mistakes need not wait for the SDK and the embedded AWS.
 */
export function buildProgram(interrupt: Interrupt, outcome: { exitCode: number }): Command {
  const program = new Command('sluice')
    .description(
      'Files and streams into Amazon Redshift: nothing lost, nothing doubled, every bad record explained.',
    )
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        write(`${text.replace(/^error: /, 'sluice: ').trimEnd()} (see sluice --help)\n`),
    });
  addStackCommands(program, interrupt, outcome);
  addCleanCommand(program, interrupt, outcome);
  addPutCommands(program, interrupt, outcome);
  addReplayCommands(program, interrupt, outcome);
  addQuarantineCommands(program, interrupt, outcome);
  addSweepCommand(program, interrupt, outcome);
  addQueryCommand(program);
  addOperatorCommands(program, interrupt, outcome);
  addMigrateCommand(program, interrupt, outcome);
  addContractCommands(program, outcome);
  return program;
}

function addStackCommands(program: Command, interrupt: Interrupt, outcome: { exitCode: number }): void {
  program
    .command('demo')
    .description('run both paths with faults on the embedded AWS, and check every sum')
    .option('--rows <n>', 'rows of the sample file', wholeNumber(1, 5_000_000), 200_000)
    .option('--records <n>', 'records on the stream', wholeNumber(1, 1_000_000), 10_000)
    .option('--file <path>', 'your own file instead of the sample')
    .option('--dataset <name>', 'dataset of --file')
    .option('--json', 'end standard output with one line of JSON', false)
    .option('--dir <folder>', 'where its state stays (default: .sluice/demo, made anew)')
    .option('--port <n>', 'port of the embedded AWS', wholeNumber(0, 65_535), 0)
    .action(async (options) => {
      const { demo } = await import('./demo/demo.js');
      outcome.exitCode = await demo(options, workspaceRoot(), interrupt);
    });
  program
    .command('local')
    .description('run the whole pipeline on the embedded AWS until it is stopped')
    .option('--port <n>', 'port; 0 takes any free one', wholeNumber(0, 65_535), defaultPort)
    .option('--dir <folder>', 'where its state stays (default: .sluice/local)')
    .option('--faults <file>', 'JSON list of faults to inject once it is ready')
    .option('--json', 'print one line of JSON when ready', false)
    .action(async (options) => {
      const { local } = await import('./local/local.js');
      outcome.exitCode = await local(options, workspaceRoot(), interrupt);
    });
}

function addPutCommands(program: Command, interrupt: Interrupt, outcome: { exitCode: number }): void {
  const put = program.command('put').description('hand data to the pipeline');
  withTarget(put.command('file'))
    .description('upload a file to the landing bucket')
    .requiredOption('--dataset <name>', 'dataset that the file belongs to')
    .argument('<path>', 'the file')
    .action(async (path: string, options: TargetOptions & { dataset: string }) => {
      const { putFile } = await import('./put/put-file.js');
      await putFile(path, options.dataset, targetOf(options));
    });
  withTarget(put.command('records'))
    .description(
      'put each line of an NDJSON file on the stream; what the contract refuses is listed, and exits 1',
    )
    .requiredOption('--dataset <name>', 'dataset that the records belong to')
    .requiredOption('--file <path>', 'NDJSON, one record a line; .gz is unpacked')
    .option('--rate <n>', 'records a second (default: what the stream takes)', wholeNumber(1, 1_000_000))
    .option('--no-validate', 'send everything, for the pipeline to judge, not only what the contract accepts')
    .action(async (options: TargetOptions & PutRecordsOptions) => {
      const { putRecords } = await import('./put/put-records.js');
      outcome.exitCode = await putRecords(options, targetOf(options), interrupt);
    });
}

function addQueryCommand(program: Command): void {
  withTarget(program.command('query'))
    .description('run one SQL statement in the warehouse')
    .argument('<sql>', 'the statement, in quotes')
    .option('--json', 'print one line: an array of row objects', false)
    .action(async (sql: string, options: TargetOptions & { json: boolean }) => {
      const { query } = await import('./query/query.js');
      await query(sql, options.json, targetOf(options));
    });
}

function addMigrateCommand(program: Command, interrupt: Interrupt, outcome: { exitCode: number }): void {
  withTarget(program.command('migrate'))
    .description('create and extend schemas, tables, views and grants as the contracts have them')
    .option('--dataset <name>', 'only this one; may be given again', gathered)
    .option(
      '--grant-to <user>',
      'let it load: IAMR:<role> of a role that calls the Data API; may be given again',
      gathered,
    )
    .option(
      '--read-only-to <name>',
      'let it read: a user, group:NAME, role:NAME or public; may be given again',
      gathered,
    )
    .option('--admin-secret <arn>', 'connect as the user of this secret, who may make schemas and users')
    .option('--sql', 'show the statements', false)
    .option('--json', 'print one line of JSON, and ask nothing', false)
    .option('--yes', 'run the plan without asking (without it and without a terminal: exit 3)', false)
    .action(
      async (
        given: Partial<MigrateOptions> & Pick<MigrateOptions, 'sql' | 'json' | 'yes'> & TargetOptions,
      ) => {
        const [{ migrate }, { terminalConfirm }] = await Promise.all([
          import('./migrate/migrate.js'),
          import('./terminal/confirm.js'),
        ]);
        const options = { dataset: [], grantTo: [], readOnlyTo: [], ...given };
        outcome.exitCode = await migrate(options, targetOf(given), interrupt, terminalConfirm());
      },
    );
}

function addContractCommands(program: Command, outcome: { exitCode: number }): void {
  const contract = program
    .command('contract')
    .description('the definitions of datasets, and what derives from them');
  contract
    .command('new')
    .description('write a contract, with --from by what a file holds')
    .argument('<name>', 'name of the dataset, such as shop-sales')
    .option('--from <file>', 'tsv, csv or ndjson, plain or .gz')
    .action(async (name: string, options: { from?: string }) => {
      const { newContract } = await import('./contract/new.js');
      await newContract(name, options, workspaceRoot());
    });
  contract
    .command('check')
    .description('compare contracts with their snapshots: exit 1 for what is not recorded')
    .argument('[names...]', 'datasets (default: all)')
    .option('--write', 'record what needs no new version, and new versions', false)
    .option('--json', 'print one line of JSON', false)
    .action(async (names: string[], options: { write: boolean; json: boolean }) => {
      const { check } = await import('./contract/check.js');
      outcome.exitCode = await check(names, options, workspaceRoot());
    });
  contract
    .command('ddl')
    .description('print what creates the tables, and the columns of COPY')
    .argument('[names...]', 'datasets (default: all)')
    .action(async (names: string[]) => {
      const { ddl } = await import('./contract/ddl.js');
      ddl(names);
    });
  contract
    .command('docs')
    .description('print data dictionaries or JSON Schemas, or write them to a folder')
    .argument('[names...]', 'datasets (default: all)')
    .addOption(
      new Option('--format <format>', 'what to make')
        .choices(['markdown', 'json-schema'])
        .default('markdown'),
    )
    .option('--out <folder>', 'a file for each dataset')
    .action(async (names: string[], options: { format: 'markdown' | 'json-schema'; out?: string }) => {
      const { docs } = await import('./contract/docs.js');
      await docs(names, options);
    });
}
