import { afterEach, expect, it, vi } from 'vitest';
import type { TestProject } from 'vitest/node';
import askedFor from '../targets/asked-for.js';
import { localTarget } from '../targets/local-target.js';
import { startServer } from './account-server.testing.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('a warehouse that cannot be asked ends the run with 3 and one line, before any case', async () => {
  const endpoint = await startServer(() => ({
    status: 400,
    body: JSON.stringify({ __type: 'ValidationException', message: 'There is no such workgroup.' }),
  }));
  const run = {
    services: ['loads', 'redshift-data'],
    endpoint,
    region: localTarget.region,
    prefix: 'sluice-conf-',
    sweepFirst: true,
    waitScale: 1,
    warehouseOnly: true,
    warehouse: { workgroupName: 'absent', database: 'dev', copyRole: 'default' },
    functionRoleArn: localTarget.functionRoleArn,
  };
  vi.stubEnv('SLUICE_CONFORMANCE_RUN', JSON.stringify(run));
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`ended with ${code}`);
  });
  const provide = vi.fn();

  await expect(askedFor({ provide } as unknown as TestProject)).rejects.toThrow('ended with 3');
  // Beside the line: on an old Node, what the SDK thinks of it.
  const lines = said.mock.calls.map(([text]) => String(text)).filter((text) => !text.includes('Warning'));
  expect(lines).toEqual([
    'error: workgroup absent, database dev: ValidationException: There is no such workgroup.\n',
  ]);
  expect(provide).not.toHaveBeenCalled();
});
