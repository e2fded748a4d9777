import { parkedKey, type ParkedRecord } from '@sluice/message-schemas';
import { messageSubject } from '../operate/message-subject.js';
import { fileMessage } from '../operate/operator-bed.testing.js';

/** A parked file and its key. */
export function parkedOf(
  name: string,
  { reason = 'header_drift', ...story }: Partial<ParkedRecord> & { readonly reason?: string } = {},
): { readonly key: string; readonly record: ParkedRecord } {
  const message = JSON.stringify(fileMessage(name));
  const record: ParkedRecord = {
    type: 'ParkedRecord',
    version: 1,
    failure: { class: 'data', reason, message: 'a column is missing' },
    ...messageSubject('files', { messageId: 'm', body: message }),
    attempts: 1,
    parkedAt: '2026-03-02T00:00:00.000Z',
    message,
    lane: 'files',
    ...story,
  };
  return { key: parkedKey(record), record };
}
