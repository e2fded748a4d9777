import { unrouted } from '@sluice/contracts';
import type { ReceivedMessage } from '@sluice/message-queue';
import { sha256Hex } from '../work/sha256-hex.js';

/** What a message is about, for those who meet it later. */
export interface Subject {
  readonly dataset: string;
  readonly source: string;
  readonly sourceId: string;
}

/** Of a message that cannot be read: nothing but itself is known. */
export const unreadSubject = ({ messageId, body }: ReceivedMessage): Subject => ({
  dataset: unrouted.name,
  source: `message ${messageId}`,
  sourceId: sha256Hex(body),
});
