import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe } from 'vitest';
import { terraformBench } from './terraform-bench.js';
import { workspaceRoot } from './workspace-root.js';

/** What was not checked: `npm test` says it again after its totals. */
const notice = join(workspaceRoot, 'tools', 'infra-proof', 'test-results', 'not-checked.txt');

const found = await terraformBench();
rmSync(notice, { force: true });

if ('missing' in found) {
  if (process.env['SLUICE_TERRAFORM_REQUIRED'] === '1')
    throw new Error(`SLUICE_TERRAFORM_REQUIRED is 1, but Terraform cannot run: ${found.missing}`);
  tell(found.missing);
}

/** `describe` for what needs Terraform: skipped, and loudly, where it is missing. */
export const describeWithTerraform: ReturnType<typeof describe.skipIf> = describe.skipIf('missing' in found);

function tell(missing: string): void {
  const line = '!'.repeat(100);
  const text = [
    '',
    line,
    'NOT CHECKED: infra/. Its modules were not tested, its environments not planned, and its grants not',
    'compared with what the apps call, for Terraform cannot run here.',
    '',
    `  Missing: ${missing}`,
    '  Needed: terraform 1.11 or later on the PATH, and the provider hashicorp/aws: from the registry, or from',
    '  a mirror on this machine that SLUICE_TERRAFORM_MIRROR names.',
    '  SLUICE_TERRAFORM_REQUIRED=1 makes this a failure, as it is in CI.',
    line,
    '',
  ].join('\n');
  process.stderr.write(text);
  mkdirSync(dirname(notice), { recursive: true });
  writeFileSync(notice, text);
}
