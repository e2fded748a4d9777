import { randomBytes } from 'node:crypto';
import { stdout } from 'node:process';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { TestProject } from 'vitest/node';
import { requestedRun } from '../requested-run.js';
import type { Target } from '../target.js';
import { localTarget } from './local-target.js';
import { sweep } from './sweep.js';

/** The endpoint, or the account, that `npm run conformance` was told. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = requestedRun();
  if (run === undefined) throw new Error('No endpoint was asked for.');
  const { region, waitScale, warehouse, functionRoleArn } = run;
  if (run.accountId !== undefined) await refuseOtherAccount(region, run.accountId);
  const target: Target = {
    name: run.gaps ?? (run.endpoint === undefined ? 'aws' : 'endpoint'),
    endpoint: run.endpoint,
    region,
    credentials: run.endpoint === undefined ? undefined : localTarget.credentials,
    prefix: `${run.prefix}${randomBytes(2).toString('hex')}-`,
    waitScale,
    patienceMs: run.endpoint === undefined ? 60_000 : 10_000,
    gapPatienceMs: 1_000,
    warehouse,
    functionRoleArn,
  };
  if (run.sweepFirst) report(await sweep({ ...target, prefix: run.prefix }));
  project.provide('target', target);
  return async () => report(await sweep(target));
}

const report = (removed: readonly string[]): void => {
  for (const name of removed) stdout.write(`removed ${name}\n`);
};

/** The account shows in the ARN of whatever is made in it. */
async function refuseOtherAccount(region: string, accountId: string): Promise<void> {
  const sqs = new SQSClient({ region });
  try {
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: `sluice-conf-${randomBytes(4).toString('hex')}` }),
    );
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    const found = Attributes?.['QueueArn']?.split(':')[4];
    if (found !== accountId) throw new Error(`The credentials belong to account ${found}, not ${accountId}.`);
  } finally {
    sqs.destroy();
  }
}
