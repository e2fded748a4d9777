import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Measurement } from '../measurement.js';
import { projectFolder } from '../project-folder.js';
import { createQueue, receivesAndDeletes, sends } from './queue-loads.js';
import { startServer, type ServerProcess } from './server-process.js';
import { createStream, gets, puts } from './stream-loads.js';

/** So many that every connection takes its turns of receiving and deleting in pairs. */
const drainedMessages = 20_480;
const idleMs = 5_000;
const mebibyte = 1024 * 1024;

/** Every figure once a round, each round in servers of its own; the bare server is asked in turn. */
export async function benchLocalAws(options: {
  readonly rounds: number;
  readonly seconds: number;
}): Promise<readonly Measurement[]> {
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    stderr.write(`round ${round} of ${options.rounds}\n`);
    rounds.push(await measureRound(round, options.seconds));
  }
  const all = (figure: keyof Round) => rounds.map((round) => round[figure]);
  return [
    { name: 'ready', unit: 'ms', values: all('readyMs'), goal: { below: 1000 } },
    { name: 'memory, idle', unit: 'MiB', values: all('idleMebibytes'), goal: { below: 120 } },
    { name: 'memory, after all loads', unit: 'MiB', values: all('loadedMebibytes') },
    {
      name: 'SQS messages sent, 1 a request',
      unit: '/s',
      values: all('sends'),
      reference: all('bareRequests'),
      goal: { atLeast: 4000 },
    },
    {
      name: 'SQS messages received and deleted, 10 a request',
      unit: '/s',
      values: all('drainedByTen'),
      goal: { atLeast: 3500 },
    },
    {
      name: 'SQS messages received and deleted, 1 a request',
      unit: '/s',
      values: all('drainedByOne'),
      // Two requests for each message.
      reference: all('bareRequests').map((perSecond) => perSecond / 2),
    },
    {
      name: 'Kinesis records put, 500 a request',
      unit: '/s',
      values: all('puts'),
      goal: { atLeast: 30_000 },
    },
    { name: 'Kinesis records got', unit: '/s', values: all('gets'), goal: { atLeast: 30_000 } },
  ];
}

interface Round {
  readonly readyMs: number;
  readonly idleMebibytes: number;
  readonly loadedMebibytes: number;
  readonly bareRequests: number;
  readonly sends: number;
  readonly drainedByTen: number;
  readonly drainedByOne: number;
  readonly puts: number;
  readonly gets: number;
}

async function measureRound(round: number, seconds: number): Promise<Round> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const runtimeDirectory = join(projectFolder(), '..', 'local-aws', 'runtime');
  const local = await startServer('server', [dataDirectory, runtimeDirectory]);
  const bare = await startServer('echo-server');
  try {
    await pause(idleMs);
    const idleMebibytes = (await local.rssBytes()) / mebibyte;
    // Who comes first gains or loses by it: they take turns.
    const { bareRequests, sent } = await sendsBeside(local, bare, seconds, round % 2 === 0);
    const queue = await createQueue(local.endpoint, 'drained');
    const drain = (size: 1 | 10) =>
      receivesAndDeletes(local.endpoint, queue, { size, messages: drainedMessages });
    const drainedByTen = await drain(10);
    const drainedByOne = await drain(1);
    const stream = await createStream(local.endpoint, 'records');
    return {
      readyMs: local.readyMs,
      idleMebibytes,
      bareRequests,
      sends: sent,
      drainedByTen,
      drainedByOne,
      puts: await puts(local.endpoint, stream),
      gets: await gets(local.endpoint, stream),
      loadedMebibytes: (await local.rssBytes()) / mebibyte,
    };
  } finally {
    await Promise.all([local.stop(), bare.stop()]);
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

async function sendsBeside(
  local: ServerProcess,
  bare: ServerProcess,
  seconds: number,
  bareFirst: boolean,
): Promise<{ readonly bareRequests: number; readonly sent: number }> {
  const queue = await createQueue(local.endpoint, 'sent');
  const toBare = () => sends(bare.endpoint, queue, seconds);
  if (!bareFirst) {
    const sent = await sends(local.endpoint, queue, seconds);
    return { sent, bareRequests: await toBare() };
  }
  const bareRequests = await toBare();
  return { bareRequests, sent: await sends(local.endpoint, queue, seconds) };
}
