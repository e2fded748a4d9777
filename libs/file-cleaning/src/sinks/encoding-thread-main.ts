import { parentPort } from 'node:worker_threads';
import { columnVectors, RowGroup, type VectorContent } from '../columns/column-vector.js';
import { BlockEncoder, type EncodedBlock } from './block-encoder.js';
import { memoryOf, type EncodingAnswer, type EncodingRequest } from './encoding-messages.js';

// What an encoding thread runs: one answer for each request. Whoever started it ends it.
const encoder = new BlockEncoder();
parentPort?.on('message', ({ columns, contents, blockBytes, blockMemory }: EncodingRequest) => {
  const vectors = columnVectors(columns);
  vectors.forEach((vector, index) => vector.takeContent(contents[index] as VectorContent));
  const memory = [...blockMemory];
  const blocks: EncodedBlock[] = [];
  for (const block of encoder.encode(new RowGroup(vectors), blockBytes))
    blocks.push({ ...block, bytes: copiedInto(memory.shift(), block.bytes) });
  const answer: EncodingAnswer = { blocks, contents };
  parentPort?.postMessage(answer, [
    ...memoryOf(contents),
    ...blocks.map(({ bytes }) => bytes.buffer as ArrayBuffer),
  ]);
});

/** Blocks of one file are much alike: what one needed, with some room, holds the next. */
function copiedInto(memory: ArrayBuffer | undefined, bytes: Uint8Array): Uint8Array {
  const room =
    memory && memory.byteLength >= bytes.length ? memory : new ArrayBuffer(Math.ceil(bytes.length * 1.1));
  const copy = new Uint8Array(room, 0, bytes.length);
  copy.set(bytes);
  return copy;
}
