import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { localTarget } from './local-target.js';

const startSeconds = 30;

/** moto's server, where it is on the PATH: an implementation of AWS that is not ours. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'moto',
      AWS_SECRET_ACCESS_KEY: 'moto',
      // It would run functions in images that it pulls, where there is a Docker: the same cases fail everywhere.
      DOCKER_HOST: 'tcp://127.0.0.1:1',
    },
  });
  const ended = once(child, 'exit');
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  };
  try {
    await untilAnswers(endpoint, () => child.exitCode ?? child.signalCode);
    project.provide('target', {
      ...localTarget,
      name: 'moto',
      endpoint,
      waitScale: 1,
      patienceMs: 10_000,
      gapPatienceMs: 1_000,
      functionRoleArn: await createRole(endpoint),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** moto makes functions only for a role that exists in its own account. Returns the role's ARN. */
async function createRole(endpoint: string): Promise<string> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=moto/20260101/us-east-1/iam/aws4_request',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'conformance',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
    }),
  });
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(await answer.text())?.[1];
  if (arn === undefined) throw new Error(`moto_server made no role: ${answer.status}.`);
  return arn;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilAnswers(endpoint: string, end: () => number | string | null): Promise<void> {
  const deadline = Date.now() + startSeconds * 1000;
  for (;;) {
    if (end() !== null) throw new Error(`moto_server ended with ${end()}.`);
    const up = await fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    if (Date.now() > deadline) throw new Error(`moto_server did not answer within ${startSeconds} s.`);
    await pause(100);
  }
}
