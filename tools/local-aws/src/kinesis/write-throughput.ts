const RECORDS_PER_SECOND = 1_000;
const BYTES_PER_SECOND = 1024 * 1024;

/** What one shard takes in: 1,000 records and 1 MiB a second, with one second's worth to burst. */
export interface WriteThroughput {
  /** False when the record must be refused for now. */
  take(bytes: number, nowMs: number): boolean;
}

export function writeThroughput(): WriteThroughput {
  let records = RECORDS_PER_SECOND;
  let bytes = BYTES_PER_SECOND;
  let filledMs = 0;
  return {
    take: (size, nowMs) => {
      const seconds = Math.max(0, nowMs - filledMs) / 1000;
      records = Math.min(RECORDS_PER_SECOND, records + seconds * RECORDS_PER_SECOND);
      bytes = Math.min(BYTES_PER_SECOND, bytes + seconds * BYTES_PER_SECOND);
      filledMs = Math.max(filledMs, nowMs);
      if (records < 1 || bytes < size) return false;
      records -= 1;
      bytes -= size;
      return true;
    },
  };
}
