import { join } from 'node:path';
import * as z from 'zod';
import { requireBench } from '../terraform/terraform-bench.js';

export interface RunResult {
  readonly status: string;
  /** What Terraform says against it. */
  readonly diagnostics: readonly string[];
}

/** `<file>: <run>` → what came of it. */
export type ModuleTestResult = ReadonlyMap<string, RunResult>;

const diagnosticSchema = z.object({
  severity: z.string(),
  summary: z.string(),
  detail: z.string().default(''),
  range: z.object({ filename: z.string(), start: z.object({ line: z.number() }) }).optional(),
});

/** https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
const messageSchema = z.object({
  type: z.string(),
  '@testfile': z.string().optional(),
  '@testrun': z.string().optional(),
  test_run: z.object({ progress: z.string(), status: z.string().optional() }).optional(),
  diagnostic: diagnosticSchema.optional(),
});

/** Runs `terraform test` in a module of a copy of `infra`. */
export async function testModule(infra: string, folder: string): Promise<ModuleTestResult> {
  const { run } = await requireBench();
  const cwd = join(infra, folder);
  const got = await run(cwd, ['get', '-no-color']);
  if (got.code !== 0) throw new Error(`terraform get in ${folder} failed:\n${got.stderr || got.stdout}`);
  const { stdout, stderr } = await run(cwd, ['test', '-json']);
  return readResults(folder, stdout, stderr);
}

export function readResults(folder: string, stdout: string, stderr = ''): ModuleTestResult {
  const messages = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => messageSchema.parse(JSON.parse(line)));
  const results = new Map<string, RunResult>();
  const keyOf = (message: (typeof messages)[number]) => `${message['@testfile']}: ${message['@testrun']}`;
  for (const message of messages)
    if (message.test_run?.progress === 'complete') {
      const diagnostics = messages.filter((other) => other.diagnostic && keyOf(other) === keyOf(message));
      results.set(keyOf(message), {
        status: message.test_run.status ?? 'unknown',
        diagnostics: diagnostics.flatMap(({ diagnostic }) => (diagnostic ? [written(diagnostic)] : [])),
      });
    }
  // Of the module as a whole: it cannot be read, or a test file cannot.
  const faults = messages.flatMap(({ diagnostic, ...message }) =>
    diagnostic?.severity === 'error' && message['@testrun'] === undefined ? [written(diagnostic)] : [],
  );
  if (faults.length > 0 || results.size === 0)
    throw new Error(`terraform test in ${folder} failed:\n${faults.join('\n') || stderr || stdout}`);
  return results;
}

const written = ({ severity, summary, detail, range }: z.infer<typeof diagnosticSchema>): string =>
  `${severity}: ${summary}${range ? ` (${range.filename}:${range.start.line})` : ''}\n  ${detail}`;
