import { describe, expect, it } from 'vitest';
import { copyInfra } from '../terraform/infra-copy.js';
import { describeWithTerraform } from '../terraform/with-terraform.testing.js';
import { declaredRuns, moduleFolders } from './module-folders.js';
import { readResults, testModule, type ModuleTestResult } from './module-tests.js';

/** All of them are begun when the first is asked for; as many run at a time as may. */
let all: Map<string, Promise<ModuleTestResult>> | undefined;

async function resultOf(folder: string): Promise<ModuleTestResult> {
  if (all === undefined) {
    const infra = copyInfra();
    all = new Map(moduleFolders().map((each) => [each, infra.then((copy) => testModule(copy, each))]));
    // Each is looked at by its own tests.
    for (const result of all.values()) result.catch(() => undefined);
  }
  return all.get(folder) as Promise<ModuleTestResult>;
}

describeWithTerraform.each(moduleFolders())('%s', (folder) => {
  const runs = declaredRuns(folder);

  it('has a result for each of its runs', async () => {
    expect([...(await resultOf(folder)).keys()].sort()).toEqual([...runs].sort());
  });

  it.each(runs)('%s', async (run) => {
    const result = (await resultOf(folder)).get(run);
    expect(result?.status, result?.diagnostics.join('\n')).toBe('pass');
  });
});

describe('what `terraform test` says', () => {
  const line = (message: object) => JSON.stringify({ '@testfile': 'tests/a.tftest.hcl', ...message });
  const diagnostic = { severity: 'error', summary: 'Test assertion failed', detail: 'It is red.' };
  const complete = (run: string, status: string) =>
    line({ '@testrun': run, type: 'test_run', test_run: { progress: 'complete', status } });

  it('keeps what is said against a run with that run', () => {
    const said = [
      complete('good', 'pass'),
      line({ '@testrun': 'bad', type: 'diagnostic', diagnostic }),
      complete('bad', 'fail'),
    ];
    const results = readResults('m', said.join('\n'));
    expect(results.get('tests/a.tftest.hcl: good')).toEqual({ status: 'pass', diagnostics: [] });
    expect(results.get('tests/a.tftest.hcl: bad')).toEqual({
      status: 'fail',
      diagnostics: ['error: Test assertion failed\n  It is red.'],
    });
  });

  it('is not taken for a pass when the module cannot be read, or nothing ran', () => {
    const said = [complete('good', 'pass'), JSON.stringify({ type: 'diagnostic', diagnostic })];
    expect(() => readResults('m', said.join('\n'))).toThrow(/It is red/);
    expect(() => readResults('m', '')).toThrow(/terraform test in m failed/);
  });
});
