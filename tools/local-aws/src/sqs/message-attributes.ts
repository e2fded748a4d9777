import { hash } from 'node:crypto';
import * as z from 'zod';
import { invalidParameter } from './sqs-errors.js';
import { isAllowedText } from './text.js';

export const messageAttributeSchema = z.object({
  DataType: z.string().nullish(),
  StringValue: z.string().nullish(),
  /** Base64 on the wire. */
  BinaryValue: z.string().nullish(),
});

export type MessageAttribute = z.infer<typeof messageAttributeSchema>;
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const maxAttributes = 10;
const attributeName = /^(?!\.)(?!.*\.\.)[\w.\-\u00C0-\u017F]{1,256}(?<!\.)$/;
const attributeType = /^(String|Number|Binary)(\..+)?$/;
const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Throws `InvalidParameterValue` for what SQS does not take. */
export function checkAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > maxAttributes) {
    throw invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  for (const name of names) {
    const fault = faultOf(name, attributes[name] as MessageAttribute);
    if (fault !== undefined) throw invalidParameter(`Message (user) attribute '${name}' ${fault}.`);
  }
}

function faultOf(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): string | undefined {
  if (!attributeName.test(name) || /^(aws|amazon)\./i.test(name)) return 'has an invalid name';
  if (!DataType) return 'must contain a non-empty message attribute type';
  if (DataType.length > 256 || !attributeType.test(DataType)) return 'has an invalid message attribute type';
  if (!(isBinary(DataType) ? BinaryValue : StringValue)) {
    return `must contain a non-empty value of type '${DataType}'`;
  }
  if (isBinary(DataType)) return undefined;
  if (!isAllowedText(StringValue ?? '')) return 'has a value with characters that are not allowed';
  if (DataType.startsWith('Number') && !decimalNumber.test(StringValue ?? '')) {
    return 'has a value that cannot be cast to a number';
  }
  return undefined;
}

/** Names, types and values count towards the size of a message. */
export function attributesSizeBytes(attributes: MessageAttributes): number {
  let size = 0;
  for (const name of Object.keys(attributes)) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType ?? '');
    size += isBinary(DataType)
      ? Buffer.byteLength(BinaryValue ?? '', 'base64')
      : Buffer.byteLength(StringValue ?? '');
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
  const parts: Buffer[] = [];
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    const value = isBinary(DataType)
      ? Buffer.from(BinaryValue ?? '', 'base64')
      : Buffer.from(StringValue ?? '');
    addSized(parts, Buffer.from(name));
    addSized(parts, Buffer.from(DataType ?? ''));
    parts.push(isBinary(DataType) ? binaryMark : textMark);
    addSized(parts, value);
  }
  return hash('md5', Buffer.concat(parts));
}

/** Chooses the attributes that a receive asked for: `All`, `*`, `.*`, a name, or a prefix as in `trace.*`. */
export function attributeSelector(
  wanted: readonly string[],
): (attributes: MessageAttributes) => MessageAttributes {
  if (wanted.length === 0) return () => ({});
  if (wanted.some((want) => want === 'All' || want === '*' || want === '.*')) return (all) => all;
  const asked = (name: string) =>
    wanted.some((want) => (want.endsWith('.*') ? name.startsWith(want.slice(0, -2)) : want === name));
  return (all) => Object.fromEntries(Object.entries(all).filter(([name]) => asked(name)));
}

const isBinary = (dataType: string | null | undefined) => dataType?.startsWith('Binary') ?? false;

const textMark = Buffer.of(1);
const binaryMark = Buffer.of(2);

function addSized(parts: Buffer[], bytes: Buffer): void {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(bytes.length);
  parts.push(length, bytes);
}
