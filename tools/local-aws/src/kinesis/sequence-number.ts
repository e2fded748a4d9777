/**
 * Sequence numbers of one shard: 56-digit decimals that grow with every record, so that they compare as text.
 * They begin with the time the shard was made, because streams live in memory: after a restart, a stream of the
 * same name must not repeat the identity of records that the warehouse already knows.
 */
export interface SequenceNumbers {
  at(index: number): string;
  /** Undefined for a number that is not of this shard. */
  indexOf(sequenceNumber: string): number | undefined;
}

const COUNTER_DIGITS = 33;

export function sequenceNumbers(createdMs: number, shardNumber: number): SequenceNumbers {
  const prefix = `49${String(createdMs).padStart(15, '0')}${String(shardNumber).padStart(6, '0')}`;
  return {
    at: (index) => prefix + String(index).padStart(COUNTER_DIGITS, '0'),
    indexOf: (sequenceNumber) => {
      const counter = sequenceNumber.slice(prefix.length);
      if (!sequenceNumber.startsWith(prefix) || !/^\d{33}$/.test(counter)) return undefined;
      const index = Number(counter);
      return Number.isSafeInteger(index) ? index : undefined;
    },
  };
}
