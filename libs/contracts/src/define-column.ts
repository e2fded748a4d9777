import type {
  BigintColumn,
  BooleanColumn,
  ColumnBase,
  DateColumn,
  DecimalColumn,
  Derivation,
  DoubleColumn,
  IntegerColumn,
  JsonColumn,
  ListColumn,
  Mask,
  TextColumn,
  TimestampColumn,
} from './column.js';

/** What every column may be given; see `ColumnBase` for the defaults. */
export interface ColumnOptions {
  from?: string;
  nullable?: boolean;
  description?: string;
  trim?: boolean;
  nullTokens?: readonly string[];
  mask?: Mask;
  default?: string;
  derive?: Derivation;
}

const base = (name: string, options: ColumnOptions): ColumnBase => ({
  name,
  from: options.from ?? (options.derive === undefined ? name : ''),
  nullable: options.nullable ?? false,
  description: options.description ?? '',
  trim: options.trim ?? false,
  ...(options.nullTokens === undefined ? {} : { nullTokens: options.nullTokens }),
  ...(options.mask === undefined ? {} : { mask: options.mask }),
  ...(options.default === undefined ? {} : { default: options.default }),
  ...(options.derive === undefined ? {} : { derive: options.derive }),
});

export const text = (
  name: string,
  options: ColumnOptions & {
    maxBytes: number;
    minBytes?: number;
    pattern?: string;
    enum?: readonly string[];
  },
): TextColumn => ({
  ...base(name, options),
  type: 'text',
  minBytes: options.minBytes ?? 1,
  maxBytes: options.maxBytes,
  ...(options.pattern === undefined ? {} : { pattern: options.pattern }),
  ...(options.enum === undefined ? {} : { enum: options.enum }),
});

export const integer = (
  name: string,
  options: ColumnOptions & { min?: number; max?: number } = {},
): IntegerColumn => ({
  ...base(name, options),
  type: 'integer',
  min: options.min ?? -2147483648,
  max: options.max ?? 2147483647,
});

export const bigint = (
  name: string,
  options: ColumnOptions & { min?: string; max?: string } = {},
): BigintColumn => ({
  ...base(name, options),
  type: 'bigint',
  min: options.min ?? '-9223372036854775808',
  max: options.max ?? '9223372036854775807',
});

export const decimal = (
  name: string,
  options: ColumnOptions & { precision: number; scale: number; min?: string; max?: string },
): DecimalColumn => ({
  ...base(name, options),
  type: 'decimal',
  precision: options.precision,
  scale: options.scale,
  ...(options.min === undefined ? {} : { min: options.min }),
  ...(options.max === undefined ? {} : { max: options.max }),
});

export const double = (name: string, options: ColumnOptions = {}): DoubleColumn => ({
  ...base(name, options),
  type: 'double',
});

export const boolean = (
  name: string,
  options: ColumnOptions & { trueTexts?: readonly string[]; falseTexts?: readonly string[] } = {},
): BooleanColumn => ({
  ...base(name, options),
  type: 'boolean',
  trueTexts: options.trueTexts ?? ['true'],
  falseTexts: options.falseTexts ?? ['false'],
});

export const date = (name: string, options: ColumnOptions = {}): DateColumn => ({
  ...base(name, options),
  type: 'date',
});

export const timestamp = (name: string, options: ColumnOptions = {}): TimestampColumn => ({
  ...base(name, options),
  type: 'timestamp',
});

export const list = (
  name: string,
  options: ColumnOptions & { separator?: string; maxBytes: number },
): ListColumn => ({
  ...base(name, options),
  type: 'list',
  separator: options.separator ?? ',',
  maxBytes: options.maxBytes,
});

export const json = (name: string, options: ColumnOptions & { maxBytes: number }): JsonColumn => ({
  ...base(name, options),
  type: 'json',
  maxBytes: options.maxBytes,
});
