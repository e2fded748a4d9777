import type { TestProjectConfiguration } from 'vitest/config';
import { projectTests } from '../../vitest.base.ts';
import { isOnPath } from './src/is-on-path.ts';
import { commandTests, ConformanceReport } from './src/report.ts';
import { requestedRun } from './src/requested-run.ts';

const against = (name: string, setup = name, exclude: readonly string[] = []): TestProjectConfiguration => ({
  extends: true,
  // Those of the command ask no target.
  test: { name, globalSetup: `./src/targets/${setup}.ts`, exclude: ['src/command/**', ...exclude] },
});
const slow = process.env['SLUICE_SLOW_TESTS'] !== undefined;
const ofCommand: TestProjectConfiguration = {
  extends: true,
  test: {
    name: commandTests,
    // The rest of them is quick, and nothing in it is scaled: the long run need not repeat it.
    exclude: ['src/!(command)/**', ...(slow ? ['src/command/!(*.slow).spec.ts'] : [])],
  },
};
const hasMoto = isOnPath('moto_server');
const askedFor = requestedRun();

const targets = askedFor
  ? [against(askedFor.gaps ?? (askedFor.endpoint === undefined ? 'aws' : 'endpoint'), 'asked-for')]
  : slow
    ? [
        ofCommand,
        against('local-aws-unscaled'),
        // What is too big for every day is too big for it.
        ...(hasMoto ? [against('moto', 'moto', ['src/**/*.slow.spec.ts'])] : []),
      ]
    : [ofCommand, against('local-aws')];

/** What a run without an account can prove, and what it left out. */
const notes = askedFor
  ? []
  : slow
    ? [
        'Without an AWS account this says: agrees with our reading of AWS, and with moto but for the gaps listed.',
        ...(hasMoto ? [] : ['NOT RUN against moto: `moto_server` is not on the PATH.']),
      ]
    : ['Without an AWS account this says: agrees with our reading of AWS.'];

const report = new ConformanceReport({
  filtered: process.argv.some((arg) => /^(-t|--testNamePattern|src\/)/.test(arg)),
  notes,
});

const config = projectTests('conformance', {
  test: {
    // Cases wait for what they ask, with nothing scaled most of the time: more of them than there are cores.
    maxWorkers: slow ? 8 : 4,
    // The SDK's clients are loaded once a worker, not once a file.
    isolate: false,
    // The long run is all of them with nothing scaled, and those too big for every day.
    include: slow ? ['src/**/*.spec.ts'] : [],
    projects: targets,
    reporters: [report],
  },
});
// `npm test` adds up what the projects' own tests left in `test-results`; what somebody asked for is none of them.
if (askedFor && config.test) config.test.reporters = ['default', report];

export default config;
