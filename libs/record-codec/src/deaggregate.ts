import { hash } from 'node:crypto';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

const magic = [0xf3, 0x89, 0x9a, 0xc2];
const checksumBytes = 16;

/**
 * The user records of an aggregate as the Kinesis Producer Library makes it: magic, a protobuf `AggregatedRecord`, the
 * protobuf's MD5. Their partition and explicit hash keys are checked against its tables and left out.
 * @returns undefined when it is none by its first bytes; `damaged` when its checksum or its protobuf is wrong
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function deaggregate(bytes: Uint8Array): readonly Uint8Array[] | 'damaged' | undefined {
  if (magic.some((byte, index) => bytes[index] !== byte)) return undefined;
  const end = bytes.length - checksumBytes;
  if (end < magic.length) return 'damaged';
  const message = bytes.subarray(magic.length, end);
  if (Buffer.compare(hash('md5', message, 'buffer'), bytes.subarray(end)) !== 0) return 'damaged';
  try {
    return readAggregate(message);
  } catch {
    // The reader throws plain errors of its own; nothing else can fail here.
    return 'damaged';
  }
}

interface UserRecord {
  readonly partitionKeyIndex: number;
  readonly explicitHashKeyIndex: number | undefined;
  readonly data: Uint8Array;
}

function readAggregate(message: Uint8Array): readonly Uint8Array[] | 'damaged' {
  const reader = new BinaryReader(message);
  const records: UserRecord[] = [];
  let partitionKeys = 0;
  let explicitHashKeys = 0;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field > 3) {
      reader.skip(type, field);
      continue;
    }
    if (type !== WireType.LengthDelimited) return 'damaged';
    const bytes = reader.bytes();
    if (field === 1) partitionKeys++;
    else if (field === 2) explicitHashKeys++;
    else {
      const record = readUserRecord(bytes);
      if (!record) return 'damaged';
      records.push(record);
    }
  }
  // The tables may stand behind the records.
  const hasItsKeys = ({ partitionKeyIndex, explicitHashKeyIndex }: UserRecord) =>
    partitionKeyIndex < partitionKeys &&
    (explicitHashKeyIndex === undefined || explicitHashKeyIndex < explicitHashKeys);
  return records.every(hasItsKeys) ? records.map(({ data }) => data) : 'damaged';
}

/** As proto2 reads it: the last of a field counts, unknown fields are passed over. Undefined without a required one. */
function readUserRecord(bytes: Uint8Array): UserRecord | undefined {
  const reader = new BinaryReader(bytes);
  let partitionKeyIndex: number | undefined;
  let explicitHashKeyIndex: number | undefined;
  let data: Uint8Array | undefined;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field > 3) reader.skip(type, field);
    else if (type !== (field === 3 ? WireType.LengthDelimited : WireType.Varint)) return undefined;
    else if (field === 1) partitionKeyIndex = Number(reader.uint64());
    else if (field === 2) explicitHashKeyIndex = Number(reader.uint64());
    else data = reader.bytes();
  }
  return partitionKeyIndex === undefined || data === undefined
    ? undefined
    : { partitionKeyIndex, explicitHashKeyIndex, data };
}
