export { describeShards, describeStream } from './describe-stream.js';
export { type StreamDescription } from './stream-description.js';
export { StreamMissingError, StreamUnavailableError, UnknownShardError } from './errors.js';
export { readStream } from './read-stream.js';
export { type ShardDescription, type ShardOrigin } from './shard-description.js';
export {
  type HandlePage,
  type ReadStreamOptions,
  type ShardPosition,
  type StreamPage,
  type TrimmedPosition,
} from './stream-page.js';
