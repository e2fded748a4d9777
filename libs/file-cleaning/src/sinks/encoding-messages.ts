import type { VectorColumn, VectorContent } from '../columns/column-vector.js';
import type { EncodedBlock } from './block-encoder.js';

/** What the encoding thread is asked: the rows of a group. Their memory is the thread's until it answers. */
export interface EncodingRequest {
  readonly columns: readonly VectorColumn[];
  readonly contents: readonly VectorContent[];
  readonly blockBytes: number;
  /** Of earlier blocks, to be used again. */
  readonly blockMemory: readonly ArrayBuffer[];
}

/** Its answer; the memory comes back with it. */
export interface EncodingAnswer {
  readonly blocks: readonly EncodedBlock[];
  readonly contents: readonly VectorContent[];
}

/** The memory that goes over with contents. */
export const memoryOf = (contents: readonly VectorContent[]): ArrayBuffer[] =>
  contents.flatMap(({ present, values, texts }) =>
    [present, values, ...(texts ? [texts.starts] : [])].map(({ buffer }) => buffer as ArrayBuffer),
  );
