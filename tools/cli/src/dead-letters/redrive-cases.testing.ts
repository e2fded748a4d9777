import { expect, it } from 'vitest';
import { deadLetterAttributes } from '@sluice/message-schemas';
import type { Interrupt } from '../interrupt.js';
import { listening } from '../listening.testing.js';
import { laneQueues } from '../operate/lane-queues.js';
import { deadLetterOf, type OperatorBed } from '../operate/operator-bed.testing.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { redriveDeadLetters, type RedriveOptions } from './redrive.js';

const usual = { dryRun: false, yes: true, json: true, waitSeconds: 0, lookMilliseconds: 50 };

interface Asked {
  readonly interrupt?: Interrupt;
  readonly answer?: boolean | undefined;
}

export function redriveCases(bed: () => OperatorBed): void {
  const redrive = (
    options: Partial<RedriveOptions> = {},
    { interrupt = interruptible().interrupt, answer }: Asked = {},
  ) =>
    listening(() =>
      redriveDeadLetters(
        { ...usual, ...options },
        () => Promise.resolve(bed().target),
        interrupt,
        answer === undefined ? undefined : () => Promise.resolve(answer),
      ),
    );
  const lanesOf = (stdout: string) => JSON.parse(stdout).lanes;
  const fault = (operation: string, times: number) =>
    bed().aws.faults.add({
      service: 'sqs',
      operation,
      kind: 'error',
      code: 'AccessDenied',
      status: 403,
      times,
    });

  it('moves everything back to its lane, as it is', async () => {
    await bed().send('filesDlq', deadLetterOf('a'), deadLetterOf('b'));
    const { result, stdout } = await redrive();
    expect(result).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      rate: 50,
      dryRun: false,
      lanes: [
        { lane: 'rows', queue: 'sluice-local-rows-dlq', waiting: 0, state: 'nothing to do', moved: 0 },
        { lane: 'files', queue: 'sluice-local-files-dlq', waiting: 2, state: 'done', moved: 2 },
      ],
    });
    expect(await bed().take('files')).toEqual([deadLetterOf('a'), deadLetterOf('b')]);
    expect(await bed().take('filesDlq')).toEqual([]);
  });

  it('leaves a move task running when it is interrupted, and starts no second', async () => {
    await bed().send('filesDlq', ...Array.from({ length: 4 }, (_, index) => deadLetterOf(`f${index}`)));
    const pressed = interruptible();
    const interrupted = redrive({ rate: 1, lane: 'files' }, pressed);
    const [lane] = await laneQueues(bed().sqs, bed().target, 'files');
    // Being cancelled it runs still.
    const running = async () =>
      (await bed().queue.listMoveTasks(lane?.deadLetters.arn ?? '')).find(
        ({ status }) => status === 'RUNNING' || status === 'CANCELLING',
      );
    await expect.poll(running).toBeDefined();
    pressed.press();
    const { result, stdout } = await interrupted;
    expect(result).toBe(130);
    expect(lanesOf(stdout)).toMatchObject([
      { state: 'goes on', why: expect.stringContaining('sluice status') },
    ]);

    for (const reason of [undefined, 'warehouse_unavailable']) {
      const second = await redrive({ lane: 'files', ...(reason === undefined ? {} : { reason }) });
      expect(second.result).toBe(1);
      expect(lanesOf(second.stdout)).toMatchObject([
        {
          state: 'refused',
          why: expect.stringMatching(/^a move task runs since \S+: \d of 4 moved$/),
          moved: 0,
        },
      ]);
    }
    const { taskHandle = '' } = (await running()) ?? {};
    await bed().queue.cancelMoveTask(taskHandle);
    await expect.poll(running).toBeUndefined();
  });

  it('says what SQS refuses to start', async () => {
    await bed().send('filesDlq', deadLetterOf('a'));
    fault('StartMessageMoveTask', 1);
    const { result, stdout } = await redrive({ lane: 'files' });
    expect(result).toBe(1);
    expect(lanesOf(stdout)).toMatchObject([
      { state: 'refused', why: expect.stringContaining('SQS did not start it') },
    ]);
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 1 });
  });

  it.each([
    ['a dry run', { dryRun: true }, undefined, 0, '1 message would go back, 50 a second at most'],
    ['nobody to ask', { yes: false }, undefined, 3, '1 message; nothing was redriven: --yes does it'],
    ['a no', { yes: false }, false, 3, '1 message; nothing was redriven: --yes does it'],
    [
      'a dry run of a reason',
      { dryRun: true, reason: 'x' },
      undefined,
      0,
      '1 message with reason x would go back',
    ],
    ['a no to a reason', { yes: false, reason: 'x' }, false, 3, '1 message; nothing was redriven'],
  ])('%s redrives nothing', async (_, options, answer, exitCode, told) => {
    await bed().send('filesDlq', deadLetterOf('a', { reason: 'x' }));
    const { result, stdout } = await redrive({ lane: 'files', json: false, ...options }, { answer });
    expect(result).toBe(exitCode);
    expect(stdout).toContain(`sluice-local-files-dlq: ${told}`);
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 1, notVisible: 0 });
    expect(bed().depth('files')).toMatchObject({ visible: 0 });
  });

  it('does what somebody says yes to, and nothing where nothing waits', async () => {
    await bed().send('filesDlq', deadLetterOf('a'));
    expect(await redrive({ yes: false, json: false, lane: 'files' }, { answer: true })).toMatchObject({
      result: 0,
      stdout: 'sluice-local-files-dlq: 1 message redriven\n',
    });
    expect(await redrive({ json: false, lane: 'files' })).toMatchObject({
      result: 0,
      stdout: 'sluice-local-files-dlq: nothing to redrive\n',
    });
  });

  it('of a reason: sends them as they are, and leaves the others visible', async () => {
    const others = [deadLetterOf('a'), { body: 'crashed' }, deadLetterOf('c', { reason: 'y' })];
    await bed().send(
      'filesDlq',
      ...others,
      ...Array.from({ length: 12 }, (_, index) => deadLetterOf(`x${index}`, { reason: 'x', redrives: 1 })),
    );
    const { result, stdout } = await redrive({ reason: 'x', lane: 'files', rate: 500 });
    expect(result).toBe(0);
    expect(lanesOf(stdout)).toMatchObject([{ state: 'done', moved: 12, matched: 12 }]);
    const sent = await bed().take('files');
    expect(sent).toHaveLength(12);
    expect(sent).toContainEqual(deadLetterOf('x0', { reason: 'x', redrives: 1 }));
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 3, notVisible: 0 });
    const left = (await bed().take('filesDlq')).map(({ body }) => body);
    expect(left.sort()).toEqual(others.map(({ body }) => body).sort());
  });

  it('of what SQS moved itself: they say from now on that they came back', async () => {
    await bed().send('filesDlq', { body: 'crashed', attributes: { 'sluice-dataset': 'title-basics' } });
    expect(await redrive({ reason: 'not_settled', lane: 'files' })).toMatchObject({ result: 0 });
    expect(await bed().take('files')).toEqual([
      {
        body: 'crashed',
        attributes: { 'sluice-dataset': 'title-basics', [deadLetterAttributes.redrives]: '0' },
      },
    ]);
  });

  it('of a reason, no faster than it was told', async () => {
    await bed().send('filesDlq', ...Array.from({ length: 4 }, (_, index) => deadLetterOf(`f${index}`)));
    const startedAt = performance.now();
    await redrive({ reason: 'warehouse_unavailable', lane: 'files', rate: 3 });
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  });

  it('of a reason: what the lane does not take stays, and is visible', async () => {
    await bed().send('filesDlq', ...Array.from({ length: 15 }, (_, index) => deadLetterOf(`f${index}`)));
    fault('SendMessageBatch', 100);
    const { result, stdout } = await redrive({ reason: 'warehouse_unavailable', lane: 'files', rate: 500 });
    bed().aws.faults.clear();
    expect(result).toBe(1);
    expect(lanesOf(stdout)).toMatchObject([
      { state: 'not done', moved: 0, why: 'sluice-local-files takes nothing more: AccessDenied' },
    ]);
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 15, notVisible: 0 });
  });

  it('of a reason: is sent before it is deleted, so that it is never in neither queue', async () => {
    await bed().send('filesDlq', deadLetterOf('a'));
    fault('DeleteMessageBatch', 100);
    const { result, stdout } = await redrive({ reason: 'warehouse_unavailable', lane: 'files' });
    bed().aws.faults.clear();
    expect(result).toBe(1);
    expect(lanesOf(stdout)).toMatchObject([
      { moved: 1, why: expect.stringContaining('could not be deleted') },
    ]);
    expect(bed().depth('files')).toMatchObject({ visible: 1 });
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 1, notVisible: 0 });
  });
}
