import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedAws, type EmbeddedAws } from '../targets/start-embedded-aws.js';

let local: EmbeddedAws;

beforeAll(async () => {
  local = await startEmbeddedAws(1);
});

afterAll(async () => {
  await local.close();
});

// The command starts a test runner of its own, which takes as long as many cases do.
describe('`npm run conformance -- --redshift`', () => {
  it(
    'ends with 3 and one line where the warehouse cannot be asked, before any case',
    { timeout: 120_000 },
    async () => {
      const bin = join(import.meta.dirname, '..', '..', 'bin', 'conformance.cjs');
      const options = ['--redshift', '--endpoint', local.endpoint, '--staging-bucket', 'absent-bucket'];
      const child = spawn(process.execPath, [bin, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ]);
      expect(stderr).toMatch(/^error: bucket absent-bucket: NoSuchBucket.*$/m);
      expect(stdout).not.toMatch(/agree/);
      expect(code).toBe(3);
    },
  );
});
