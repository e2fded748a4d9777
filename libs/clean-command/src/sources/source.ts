import type { FormatHints } from '../input-format.js';

/** Where the input comes from. */
export interface Source {
  /** Learns whether it is there and what it is called; of its content nothing is read yet. */
  open(signal: AbortSignal): Promise<OpenSource>;
}

export interface OpenSource {
  readonly hints: FormatHints;
  /** Where it is known. */
  readonly sizeBytes?: number | undefined;
  /** Brings the content to a file, inside `folder` where it is not one already. */
  fetch(folder: string, options: FetchOptions): Promise<FetchedInput>;
  /** Lets go of it when it is not fetched after all. */
  close(): void;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** The bytes that are here so far; fewer than before when it had to begin anew. */
  readonly onBytes: (received: number) => void;
}

export interface FetchedInput {
  readonly path: string;
  /** Set where the way here put a compression around a content whose name knows nothing of it. */
  readonly isGzippedInTransit?: boolean;
}
