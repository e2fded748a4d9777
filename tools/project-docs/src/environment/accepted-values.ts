import * as z from 'zod';

/** What a variable may be, and what stands for it when it is not set. */
export interface AcceptedValues {
  /** `integer from 1 to 9`, `URL`, `one of …`. Markdown. */
  readonly values: string;
  /** `required`, `optional`, or the default in code. */
  readonly otherwise: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Read from the schema, and what it makes of nothing from running it. */
export function acceptedValues(schema: z.core.$ZodType): AcceptedValues {
  const input = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const output = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const isParsed = input.type === 'string' && (output.type === 'array' || output.type === 'object');
  const nothing = z.safeParse(schema, undefined);
  return {
    values: isParsed ? `JSON ${output.type}` : describe(input),
    otherwise: !nothing.success
      ? 'required'
      : nothing.data === undefined
        ? 'optional'
        : `\`${nothing.data}\``,
  };
}

function describe(schema: JsonSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map((value) => `\`${value}\``).join(', ')}`;
  if (schema.type === 'integer' || schema.type === 'number') return describeNumber(schema);
  if (schema.type !== 'string')
    throw new Error(`a variable is a text, a number or a JSON text, not ${JSON.stringify(schema)}`);
  if (schema.format === 'uri') return 'URL';
  if (schema.pattern === undefined) return 'text';
  const start = /^\^([\w:/-]+)\.\*$/.exec(schema.pattern)?.[1];
  return start === undefined ? `text like \`${schema.pattern}\`` : `text that begins with \`${start}\``;
}

function describeNumber(schema: JsonSchema): string {
  const kind = schema.type === 'integer' ? 'integer' : 'number';
  const above = limit(schema.exclusiveMinimum);
  const from = schema.type === 'integer' && above !== undefined ? above + 1 : limit(schema.minimum);
  const to = limit(schema.maximum);
  if (from !== undefined) return to !== undefined ? `${kind} from ${from} to ${to}` : `${kind} ≥ ${from}`;
  if (above !== undefined) return `${kind} > ${above}`;
  return to !== undefined ? `${kind} ≤ ${to}` : kind;
}

/** What JavaScript counts exactly is the limit of every integer, and nobody's choice. */
const limit = (value: number | boolean | undefined): number | undefined =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
