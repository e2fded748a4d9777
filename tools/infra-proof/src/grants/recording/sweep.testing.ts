import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { localRegion } from '@sluice/local-stack';
import { workspaceRoot } from '../../terraform/workspace-root.js';
import type { RecordingBed } from './recording-bed.testing.js';

export interface SweepRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** The processor's image as its scheduled task runs it, over all that has landed. */
export function startSweep({ stack }: RecordingBed): SweepRun {
  const { aws, names, queueUrls } = stack;
  const bundle = join(workspaceRoot, 'apps', 'fargate-processor', 'dist', 'main.cjs');
  const child = spawn(process.execPath, [bundle, 'sweep', '--since', '1h', '--until', '0s'], {
    env: {
      PATH: process.env['PATH'],
      NODE_NO_WARNINGS: '1',
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: localRegion,
      AWS_ACCESS_KEY_ID: `ecs-${names.sweepSchedule}`,
      AWS_SECRET_ACCESS_KEY: 'local',
      LANDING_BUCKET: names.landingBucket,
      QUARANTINE_BUCKET: names.quarantineBucket,
      FILES_QUEUE_URL: queueUrls.files,
      WAREHOUSE_WORKGROUP: names.workgroup,
      WAREHOUSE_DATABASE: names.database,
      SWEEP_MIN_AGE_SECONDS: '1',
      SWEEP_MAX_AGE_SECONDS: '3600',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output })),
  );
  return { child, ended };
}
