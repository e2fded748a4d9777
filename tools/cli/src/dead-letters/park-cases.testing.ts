import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { parkedNoticeSchema } from '@sluice/message-schemas';
import type { Interrupt } from '../interrupt.js';
import { listening } from '../listening.testing.js';
import { deadLetterOf, fileMessage, fileUri, type OperatorBed } from '../operate/operator-bed.testing.js';
import { messageSubject } from '../operate/message-subject.js';
import { interruptible } from '../replay/replay-bed.testing.js';
import { parkDeadLetters, type ParkOptions } from './park.js';

const sourceIdOf = (name: string): string =>
  messageSubject('files', { messageId: '', body: JSON.stringify(fileMessage(name)) }).sourceId;

export function parkCases(bed: () => OperatorBed): void {
  const park = (options: Partial<ParkOptions> = {}, interrupt: Interrupt = interruptible().interrupt) =>
    listening(() =>
      parkDeadLetters(
        { yes: true, json: true, waitSeconds: 0, ...options },
        () => Promise.resolve(bed().target),
        interrupt,
        undefined,
      ),
    );

  it('keeps the message, its reason and its history', async () => {
    const [body, batch] = [JSON.stringify(fileMessage('a')), 'not JSON'];
    const letter = deadLetterOf('a', { redrives: 3, attempts: 17 });
    await bed().send('filesDlq', letter);
    await bed().send('rowsDlq', { body: batch });
    await bed().put(`attempts/${sourceIdOf('a')}/0001`, '');
    expect(await park()).toMatchObject({ result: 0 });
    const parked = await bed().parked();
    expect(parked).toHaveLength(2);
    expect(parked).toEqual(
      expect.arrayContaining([
        {
          type: 'ParkedRecord',
          version: 1,
          failure: {
            class: 'environment',
            reason: 'warehouse_unavailable',
            message: 'the warehouse did not answer',
          },
          dataset: 'title-basics',
          source: fileUri('a'),
          sourceId: sourceIdOf('a'),
          attempts: 17,
          redrives: 3,
          firstFailedAt: '2026-03-01T00:00:00.000Z',
          traceId: 'trace-a',
          parkedAt: expect.any(String),
          message: body,
          attributes: letter.attributes,
          lane: 'files',
        },
        expect.objectContaining({
          failure: expect.objectContaining({ class: 'environment', reason: 'not_settled' }),
          dataset: 'unrouted',
          sourceId: createHash('sha256').update(batch).digest('hex'),
          message: batch,
          lane: 'rows',
        }),
      ]),
    );
    const notices = (await bed().take('parked')).map((each) =>
      parkedNoticeSchema.parse(JSON.parse(each.body)),
    );
    expect(notices.map(({ key }) => key).sort()).toEqual([...(await bed().keys('parked/'))].sort());
    expect(await bed().keys('attempts/')).toEqual([]);
    for (const queue of ['filesDlq', 'rowsDlq'] as const)
      expect(bed().depth(queue)).toMatchObject({ visible: 0, notVisible: 0 });
  });

  it('first the object, then the notice, then the message', async () => {
    await bed().send('filesDlq', deadLetterOf('a'));
    const before = new Set(
      bed()
        .aws.requests.list()
        .map(({ requestId }) => requestId),
    );
    await park({ lane: 'files' });
    const written = bed()
      .aws.requests.list()
      .filter(({ requestId }) => !before.has(requestId))
      .map(({ operation }) => operation)
      .filter(
        (operation) =>
          operation !== undefined && /^(PutObject|SendMessage|DeleteMessageBatch)$/.test(operation),
      );
    expect(written).toEqual(['PutObject', 'SendMessage', 'DeleteMessageBatch']);
  });

  it('only those of a reason', async () => {
    await bed().send('filesDlq', deadLetterOf('a'), deadLetterOf('b', { reason: 'x' }), { body: 'crashed' });
    const { result, stdout } = await park({ reason: 'x', lane: 'files', json: false });
    expect(result).toBe(0);
    expect(stdout).toBe('sluice-local-files-dlq: 1 message parked of 1 with reason x\n');
    expect((await bed().parked()).map(({ source }) => source)).toEqual([fileUri('b')]);
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 2, notVisible: 0 });
  });

  it('a message whose object cannot be written stays, visible', async () => {
    await bed().send('filesDlq', deadLetterOf('a'));
    bed().aws.faults.add({
      service: 's3',
      operation: 'PutObject',
      kind: 'error',
      code: 'AccessDenied',
      status: 403,
    });
    await expect(park({ lane: 'files' })).rejects.toThrow(/PutObject .* AccessDenied/);
    bed().aws.faults.clear();
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 1, notVisible: 0 });
    expect(bed().depth('parked')).toMatchObject({ visible: 0 });
  });

  it('asks, and parks nothing where nobody can be asked, or nothing waits', async () => {
    expect(await park({ json: false, lane: 'files', yes: false })).toMatchObject({
      result: 0,
      stdout: 'sluice-local-files-dlq: nothing to park\n',
    });
    await bed().send('filesDlq', deadLetterOf('a'));
    expect(await park({ yes: false, json: false, lane: 'files' })).toMatchObject({
      result: 3,
      stdout: 'sluice-local-files-dlq: nothing was parked: --yes does it\n',
    });
    expect(await bed().parked()).toEqual([]);
    expect(bed().depth('filesDlq')).toMatchObject({ visible: 1, notVisible: 0 });
  });
}
