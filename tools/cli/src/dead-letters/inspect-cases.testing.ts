import { expect, it } from 'vitest';
import { listening } from '../listening.testing.js';
import { laneQueues } from '../operate/lane-queues.js';
import { deadLetterOf, fileUri, type OperatorBed } from '../operate/operator-bed.testing.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { inspectDeadLetters, type InspectOptions } from './inspect.js';
import { workThrough } from './work-through.js';

export function inspectCases(bed: () => OperatorBed): void {
  const inspect = (options: Partial<InspectOptions> = {}, interrupt = interruptible().interrupt) =>
    listening(() =>
      inspectDeadLetters(
        { full: false, json: true, waitSeconds: 0, ...options },
        () => Promise.resolve(bed().target),
        interrupt,
      ),
    );
  const letters = Array.from({ length: 25 }, (_, index) => deadLetterOf(`f${index}`));
  const bodies = letters.map(({ body }) => body);
  const left = async () => (await bed().take('filesDlq')).map(({ body }) => body);

  /** Goes through the files lane's dead letters, as the command does. */
  const through = async (work: () => Promise<void>, signal = new AbortController().signal) => {
    const [lane] = await laneQueues(bed().sqs, bed().target, 'files');
    if (lane === undefined) throw new Error('no files lane');
    return workThrough(lane, { queue: bed().queue, expected: 25, waitSeconds: 0 }, work, signal);
  };

  it('groups by class and reason, what SQS moved itself apart', async () => {
    await bed().send(
      'filesDlq',
      deadLetterOf('a'),
      deadLetterOf('b', { attempts: 9, redrives: 2 }),
      deadLetterOf('c', { class: 'data', reason: 'warehouse_22001' }),
      { body: deadLetterOf('d').body },
    );
    await bed().send('rowsDlq', { body: 'not JSON' });
    const { result, stdout, stderr } = await inspect();
    expect({ result, stderr }).toEqual({ result: 0, stderr: '' });
    const { queues, groups, messages } = JSON.parse(stdout);
    expect(queues).toEqual([
      { lane: 'files', queue: 'sluice-local-files-dlq', messages: 4, inFlight: 0, complete: true },
      { lane: 'rows', queue: 'sluice-local-rows-dlq', messages: 1, inFlight: 0, complete: true },
    ]);
    expect(messages).toBeUndefined();
    expect(groups).toHaveLength(4);
    expect(groups).toMatchObject([
      {
        lane: 'files',
        class: 'environment',
        reason: 'warehouse_unavailable',
        messages: 2,
        attempts: { least: 4, most: 9 },
        redrives: { least: 0, most: 2 },
        datasets: { 'title-basics': 2 },
        sample: { source: fileUri('a'), detail: 'the warehouse did not answer', traceId: 'trace-a' },
      },
      { class: 'data', reason: 'warehouse_22001', datasets: { 'title-basics': 1 } },
      { lane: 'files', class: 'unknown', reason: 'not_settled', sample: { source: fileUri('d') } },
      { lane: 'rows', class: 'unknown', datasets: { unrouted: 1 }, sample: { body: 'not JSON' } },
    ]);
    expect(groups[0].oldest <= groups[0].newest).toBe(true);
  });

  it('leaves every message where it was, in its order, visible', async () => {
    await bed().send('filesDlq', ...letters);
    expect(await inspect()).toMatchObject({ result: 0 });
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 25, notVisible: 0 });
    expect(await left()).toEqual(bodies);
  });

  it('shows whole messages with --full, and only so many of them with --max', async () => {
    await bed().send('filesDlq', ...letters);
    const { stdout } = await inspect({ full: true, max: 12 });
    const { queues, messages } = JSON.parse(stdout);
    expect(queues[0]).toMatchObject({ messages: 12, complete: false });
    expect(messages.map(({ body }: { body: string }) => body)).toEqual(bodies.slice(0, 12));
    expect(messages[0]).toMatchObject({
      class: 'environment',
      attempts: 4,
      receives: 1,
      traceId: 'trace-f0',
      attributes: letters[0]?.attributes,
    });
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 25, notVisible: 0 });
  });

  it('says to people what reading does', async () => {
    await bed().send('filesDlq', deadLetterOf('a'));
    const { stdout } = await inspect({ json: false, lane: 'files' });
    expect(stdout).toMatch(/│ environment │ warehouse_unavailable │ +1 │/);
    expect(stdout).toContain(`files warehouse_unavailable, the oldest: ${fileUri('a')}`);
    expect(stdout).toMatch(
      /\n1 message read, and left where they were\. Reading counted a receive of each, and hid it for the moment\.\n$/,
    );
    const none = await inspect({ json: false, lane: 'rows' });
    expect(none.stdout).toBe('the dead-letter queues hold nothing that could be received\n');
  });

  it('says that somebody else holds some', async () => {
    await bed().send('filesDlq', deadLetterOf('a'));
    const receive = { maxMessages: 1, waitSeconds: 0, visibilityTimeoutSeconds: 600 };
    const [held] = await bed().queue.receive(bed().urls.filesDlq, receive);
    const { stdout } = await inspect({ json: false, lane: 'files' });
    expect(stdout).toContain(
      'sluice-local-files-dlq: 1 message more could not be received, because somebody else holds them\n',
    );
    await bed().queue.acknowledge(bed().urls.filesDlq, held?.receiptHandle ?? '');
  });

  it('makes everything visible again when it is interrupted in the middle', async () => {
    await bed().send('filesDlq', ...letters);
    const { interrupt, press } = interruptible();
    expect(await through(async () => press(), interrupt.signal)).toMatchObject({ read: 10, end: 'stopped' });
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 25, notVisible: 0 });
    const { result, stdout, stderr } = await inspect({}, interrupt);
    expect({ result, stdout }).toEqual({ result: 130, stdout: '' });
    expect(stderr).toContain('interrupted; what was read is visible again');
  });

  it('makes everything visible again when it fails in the middle', async () => {
    await bed().send('filesDlq', ...letters);
    await expect(through(() => Promise.reject(new Error('no more')))).rejects.toThrow('no more');
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 25, notVisible: 0 });
  });

  it('tries again what SQS does not make visible at once', async () => {
    await bed().send('filesDlq', ...letters.slice(0, 2));
    bed().aws.faults.add({
      service: 'sqs',
      operation: 'ChangeMessageVisibilityBatch',
      kind: 'error',
      code: 'AccessDenied',
      status: 403,
      times: 1,
    });
    expect(await inspect({ lane: 'files' })).toMatchObject({ result: 0 });
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 2, notVisible: 0 });
  });
}
