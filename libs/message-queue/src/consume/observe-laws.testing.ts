import { expect } from 'vitest';
import type { ReceivedMessage } from '../message.js';
import type { ConsumerObserver, ConsumerOptions, Settlement } from './consumer-options.js';
import type { SimulatedSqs } from './simulated-sqs.testing.js';

interface Seen {
  readonly message: ReceivedMessage;
  ended?: Settlement | 'threw';
  /** How many calls had been sent when it ended. */
  callsAtEnd?: number;
  outcomes: string[];
}

/** Watches a consumer of the simulated queue, and throws where it breaks a law. */
export interface Laws {
  readonly observer: ConsumerObserver;
  watched(work: () => Promise<Settlement>): ConsumerOptions['work'];
  readonly works: number;
  readonly lost: number;
  /** When it has ended. */
  atTheEnd(): void;
}

export function observeLaws(sqs: SimulatedSqs, maxHeld: number): Laws {
  const seen = new Map<string, Seen>();
  const held = new Set<string>();
  /** Whose works run and rely on it. */
  const relying = new Set<string>();
  const broken: string[] = [];

  const law = (isKept: boolean, otherwise: string) => {
    if (!isKept) broken.push(otherwise);
  };
  const ofMessage = ({ receiptHandle }: ReceivedMessage) => seen.get(receiptHandle) as Seen;

  function isHidden({ messageId, receiptHandle }: ReceivedMessage, when: string): void {
    // A second delivery makes two holders, of whom each may end the other's hold.
    if (sqs.isDuplicated(messageId)) return;
    law(!sqs.isVisible(messageId), `${receiptHandle} was visible ${when}`);
  }

  const observer: ConsumerObserver = {
    received(messages) {
      for (const message of messages) {
        for (const other of relying) {
          const { messageId } = (seen.get(other) as Seen).message;
          law(
            messageId !== message.messageId || sqs.isDuplicated(messageId),
            `${other} was received again while it was worked on`,
          );
        }
        seen.set(message.receiptHandle, { message, outcomes: [] });
        held.add(message.receiptHandle);
      }
      law(held.size <= maxHeld, `${held.size} were held of ${maxHeld}`);
    },
    settled(message, settlement) {
      ofMessage(message).outcomes.push('settled');
      law(ofMessage(message).ended === settlement, `${message.receiptHandle} was settled otherwise`);
      held.delete(message.receiptHandle);
    },
    lost(message, { why }) {
      const one = ofMessage(message);
      one.outcomes.push('lost');
      if (relying.delete(message.receiptHandle) && why !== 'receipt expired')
        isHidden(message, 'before it was lost');
      if (one.ended) held.delete(message.receiptHandle);
    },
  };

  return {
    observer,
    watched: (work) => async (message, signal) => {
      const { receiptHandle } = message;
      const one = ofMessage(message);
      relying.add(receiptHandle);
      const end = (how: Settlement | 'threw') => {
        one.ended = how;
        one.callsAtEnd = sqs.calls.length;
        law(
          signal.reason?.name === 'VisibilityLostError' || !one.outcomes.includes('lost') || signal.aborted,
          `${receiptHandle} was lost, and its work not told`,
        );
        if (relying.delete(receiptHandle)) isHidden(message, 'before its work ended');
        if (how === 'threw' || one.outcomes.includes('lost')) held.delete(receiptHandle);
      };
      try {
        const settlement = await work();
        end(settlement);
        return settlement;
      } catch (error) {
        end('threw');
        throw error;
      }
    },
    get works() {
      return seen.size;
    },
    get lost() {
      return [...seen.values()].filter(({ outcomes }) => outcomes.includes('lost')).length;
    },
    atTheEnd() {
      for (const one of seen.values()) {
        const { receiptHandle } = one.message;
        const { ended, outcomes, callsAtEnd = Infinity } = one;
        const expected = ended === 'threw' ? [0, 1] : [1];
        law(expected.includes(outcomes.length), `${receiptHandle} ended as ${outcomes.join()}`);
        const carrying = [...sqs.calls.entries()].filter(([, { receipts }]) =>
          receipts.includes(receiptHandle),
        );
        const extensions = carrying.filter(
          ([place, call]) => call.operation === 'extend' && place < callsAtEnd,
        );
        const settling = carrying.filter(([place]) => place >= callsAtEnd);
        const operation = ended === 'threw' ? 'none' : ended?.do === 'hide' ? 'extend' : 'acknowledge';
        for (const [, call] of settling) {
          law(call.operation === operation, `${receiptHandle}: ${call.operation} after its work ended`);
          for (const [, { cameBackAt = Infinity }] of extensions) {
            law(cameBackAt <= call.sentAt, `${receiptHandle} was settled while an extension was under way`);
          }
        }
      }
      law(held.size === 0, `${[...held].join()} still held`);
      expect(broken).toEqual([]);
    },
  };
}
