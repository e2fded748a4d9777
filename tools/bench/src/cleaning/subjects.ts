import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '../project-folder.js';
import { subjectNames, type SubjectName } from './subject-names.js';
import { runProcess, runRole, type ProcessRun } from './run-process.js';
import type { SubjectResult, SubjectTask } from './subject-run.js';

export interface Subject {
  readonly name: SubjectName;
  /** What is measured, with versions where they are not the workspace's own. */
  readonly title: string;
  run(task: SubjectTask): Promise<ProcessRun<SubjectResult>>;
}

/** A subject that this machine does not have, and why. */
export interface NotMeasured {
  readonly name: SubjectName;
  readonly reason: string;
}

/** All that is asked for; the reference always is. */
export function findSubjects(only: readonly SubjectName[]): readonly (Subject | NotMeasured)[] {
  return subjectNames
    .filter((name) => name === 'duckdb' || only.includes(name))
    .map((name) => finders[name]());
}

const finders: Readonly<Record<SubjectName, () => Subject | NotMeasured>> = {
  duckdb: () => nodeSubject('duckdb', 'DuckDB plain COPY'),
  sluice: () => nodeSubject('sluice', 'Sluice cleanFile'),
  'csv-parse': () => nodeSubject('csv-parse', 'csv-parse + zod'),
  pandas: () => pythonSubject('pandas', ['pandas', 'pyarrow']),
  polars: () => pythonSubject('polars', ['polars']),
};

const nodeSubject = (name: SubjectName, title: string): Subject => ({
  name,
  title,
  run: (task) => runRole(name, task),
});

function pythonSubject(name: 'pandas' | 'polars', modules: readonly string[]): Subject | NotMeasured {
  const python = process.env['SLUICE_BENCH_PYTHON'] ?? 'python3';
  const versions = modules.map((module) => `${module}.__version__`).join(', ');
  const probe = `import ${modules.join(', ')}; print(${versions})`;
  const { status, stdout, stderr, error } = spawnSync(python, ['-c', probe], { encoding: 'utf8' });
  if (error) return { name, reason: `${python} does not start: ${error.message}` };
  if (status !== 0) return { name, reason: `${python}: ${stderr.trimEnd().split('\n').at(-1) ?? ''}` };
  const found = stdout.trim().split(' ');
  // Compiled modules of Python's own would otherwise stand in the sources.
  const script = join(projectFolder(), 'python', `clean_${name}.py`);
  return {
    name,
    title: modules.map((module, index) => `${module} ${found[index]}`).join(' + '),
    run: ({ inputPath, outputDirectory }) => runProcess(python, ['-B', script, inputPath, outputDirectory]),
  };
}
