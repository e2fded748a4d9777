import { readFile } from 'node:fs/promises';
import type { ResourceNames } from '@sluice/topology';
import * as z from 'zod';
import { usageError } from '../cli-error.js';
import { readableFile } from '../readable-file.js';
import { environmentPattern } from './environment-name.js';

const name = z.string().min(1);

/** Every name that `resourceNames` gives; what a later stack names besides is no business of this CLI. */
const namesSchema = z.object({
  landingBucket: name,
  stagingBucket: name,
  quarantineBucket: name,
  stream: name,
  queues: z.object({
    files: name,
    filesDlq: name,
    rows: name,
    rowsDlq: name,
    parked: name,
    undelivered: name,
  }),
  functions: z.object({ s3Trigger: name, kinesisTransform: name, dlqRedrive: name }),
  cluster: name,
  processor: name,
  alarmTopic: name,
  operatorsTopic: name,
  deadLetterAlarms: z.object({ files: name, rows: name }),
  redriveSchedule: name,
  sweepSchedule: name,
  metricsNamespace: name,
  workgroup: name,
  database: name,
}) satisfies z.ZodType<ResourceNames>;

const output = <Value extends z.ZodType>(value: Value) => z.object({ value });

const outputsSchema = z.object({
  environment: output(z.string().regex(environmentPattern, 'is not the name of an environment')),
  region: output(z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'is not a region, such as eu-west-1')),
  names: output(namesSchema),
});

/** What an applied stack says of itself. */
export interface DeploymentOutputs {
  readonly environment: string;
  readonly region: string;
  readonly names: ResourceNames;
}

/** Reads what `terraform output -json` printed; throws all that is wrong with it, on one line. */
export async function readDeploymentOutputs(path: string): Promise<DeploymentOutputs> {
  await readableFile(path).catch((error: Error) => {
    throw usageError(`the outputs ${error.message}`);
  });
  const parsed = outputsSchema.safeParse(jsonOf(await readFile(path, 'utf8')));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'all'}: ${message}`);
    throw notOutputs(path, problems.join('; '));
  }
  const { environment, region, names } = parsed.data;
  return { environment: environment.value, region: region.value, names: names.value };

  function jsonOf(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw notOutputs(path, 'it is not JSON');
    }
  }
}

const notOutputs = (path: string, why: string) =>
  usageError(
    `${path} is not what \`terraform output -json\` prints in an environment that was applied: ${why}`,
  );
