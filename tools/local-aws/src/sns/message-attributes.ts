import { invalidAttribute, missingParameter } from './sns-errors.js';

/** As it stands in the envelope. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, or one of these with a suffix after a dot. */
  readonly Type: string;
  /** Base64 for `Binary`. */
  readonly Value: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/**
 * `MessageAttributes.entry.1.Name=…&MessageAttributes.entry.1.Value.DataType=…`
 *
 * Throws `ParameterValueInvalid`.
 */
export function readMessageAttributes(query: URLSearchParams): MessageAttributes {
  const attributes: Record<string, MessageAttribute> = {};
  for (let index = 1; ; index += 1) {
    const entry = `MessageAttributes.entry.${index}`;
    const name = query.get(`${entry}.Name`);
    if (name === null) return attributes;
    checkName(name);
    const field = (part: string) => query.get(`${entry}.Value.${part}`) ?? undefined;
    attributes[name] = attributeOf(name, field('DataType'), field('StringValue'), field('BinaryValue'));
  }
}

function attributeOf(
  name: string,
  dataType: string | undefined,
  text: string | undefined,
  binary: string | undefined,
): MessageAttribute {
  if (dataType === undefined) throw missingParameter(`messageAttributes.${name}.member.dataType`);
  const [base] = dataType.split('.');
  if (base !== 'String' && base !== 'Number' && base !== 'Binary') {
    throw invalidAttribute(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const [value, other, field] =
    base === 'Binary' ? ([binary, text, 'Binary'] as const) : ([text, binary, 'String'] as const);
  if (value === undefined && other !== undefined) {
    throw invalidAttribute(`The message attribute '${name}' with type '${base}' must use field '${field}'.`);
  }
  if (value === undefined || value === '') {
    throw invalidAttribute(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${base}'.`,
    );
  }
  if (base === 'Number' && Number.isNaN(Number(value))) {
    throw invalidAttribute(`Could not cast message attribute '${name}' value to number.`);
  }
  return { Type: dataType, Value: value };
}

function checkName(name: string): void {
  if (name.length === 0 || name.length > 256) {
    throw invalidAttribute('Length of message attribute name must be less than 256 bytes.');
  }
  const odd = /[^A-Za-z0-9_.-]/.exec(name)?.[0];
  if (odd !== undefined) {
    const code = odd.charCodeAt(0).toString(16).toUpperCase();
    throw invalidAttribute(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.startsWith('.') || name.endsWith('.')) {
    const where = name.startsWith('.') ? 'starting' : 'ending';
    throw invalidAttribute(`Invalid message attribute name ${where} with character '.' was found.`);
  }
  if (name.includes('..')) {
    throw invalidAttribute("Message attribute name can not have successive '.' character.");
  }
}

/** Names, types and values count towards the size of a message. */
export const attributesSizeBytes = (attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { Type, Value }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(Type) +
      Buffer.byteLength(Value, Type.startsWith('Binary') ? 'base64' : 'utf8'),
    0,
  );
