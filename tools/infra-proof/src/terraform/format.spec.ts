import { expect, it } from 'vitest';
import { copyInfra } from './infra-copy.js';
import { requireBench } from './terraform-bench.js';
import { describeWithTerraform } from './with-terraform.testing.js';

describeWithTerraform('the format of infra/', () => {
  it('is that of `terraform fmt -recursive infra`', async () => {
    const { run } = await requireBench();
    const { code, stdout, stderr } = await run(await copyInfra(), [
      'fmt',
      '-check',
      '-recursive',
      '-no-color',
    ]);
    expect({ files: stdout.split('\n').filter(Boolean), stderr }).toEqual({ files: [], stderr: '' });
    expect(code).toBe(0);
  });
});
