import { createHash, type Hash } from 'node:crypto';
import * as z from 'zod';
import { invalidParameter } from './sqs-errors.js';

export const messageAttributeSchema = z.object({
  DataType: z.string(),
  StringValue: z.string().nullish(),
  /** Base64 on the wire. */
  BinaryValue: z.string().nullish(),
});

export type MessageAttribute = z.infer<typeof messageAttributeSchema>;
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** Throws `InvalidParameterValue` for what SQS does not take. */
export function checkAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > 10) {
    throw invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [10].`,
    );
  }
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    if (!/^(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/.test(name) || /^(aws|amazon)\./i.test(name)) {
      throw invalidParameter(`Message attribute name '${name}' is invalid.`);
    }
    if (!/^(String|Number|Binary)(\.|$)/.test(DataType)) {
      throw invalidParameter(`The message attribute '${name}' has an invalid message attribute type.`);
    }
    if (!(isBinary(DataType) ? BinaryValue : StringValue)) {
      throw invalidParameter(
        `Message attribute '${name}' with type '${DataType}' must use a non-empty value.`,
      );
    }
  }
}

/** Names, types and values count towards the size of a message. */
export function attributesSizeBytes(attributes: MessageAttributes): number {
  let size = 0;
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueBytes(attribute).length;
  }
  return size;
}

/**
 * What SDKs compare with their own.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const attribute = attributes[name] as MessageAttribute;
    addSized(hash, Buffer.from(name));
    addSized(hash, Buffer.from(attribute.DataType));
    hash.update(Buffer.of(isBinary(attribute.DataType) ? 2 : 1));
    addSized(hash, valueBytes(attribute));
  }
  return hash.digest('hex');
}

/** The attributes that a receive asked for: `All`, `.*`, a name, or a prefix as in `trace.*`. */
export function selectAttributes(
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes {
  if (wanted.length === 0) return {};
  if (wanted.includes('All') || wanted.includes('.*')) return attributes;
  const asked = (name: string) =>
    wanted.some((want) => (want.endsWith('.*') ? name.startsWith(want.slice(0, -1)) : want === name));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => asked(name)));
}

const isBinary = (dataType: string) => dataType.startsWith('Binary');

const valueBytes = ({ DataType, StringValue, BinaryValue }: MessageAttribute): Buffer =>
  isBinary(DataType) ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? '');

function addSized(hash: Hash, bytes: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  hash.update(length).update(bytes);
}
