import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import type { VectorColumn } from '../columns/column-vector.js';
import { decimalShape, physicalType } from '../columns/vector-types.js';
import type { EncodedChunk } from './column-encoder.js';

type FileMetaData = Parameters<typeof writeMetadata>[1];
type SchemaElement = FileMetaData['schema'][number];
type ColumnChunk = FileMetaData['row_groups'][number]['columns'][number];

/** What a file begins and ends with. */
export const parquetMagic = Buffer.from('PAR1');

/** Who wrote a file: readers tell writers with known faults by this text, in this form. */
export const writtenBy = 'sluice version 1';

/** A row group, and where in the file its chunks' positions count from. */
export interface PlacedRowGroup {
  readonly offset: number;
  readonly chunks: readonly EncodedChunk[];
}

/** The footer of a file, to its last byte. The schema is what DuckDB writes for the same types. */
export function parquetFooter(columns: readonly VectorColumn[], groups: readonly PlacedRowGroup[]): Buffer {
  const writer = new ByteWriter();
  const rowGroups = groups.map(({ offset, chunks }) => ({
    columns: chunks.map((chunk) => columnChunk(chunk, offset)),
    total_byte_size: total(chunks.map(({ uncompressedBytes }) => uncompressedBytes)),
    num_rows: BigInt(chunks[0]?.rows ?? 0),
    file_offset: BigInt(offset + (chunks[0]?.start ?? 0)),
    total_compressed_size: total(chunks.map(({ compressedBytes }) => compressedBytes)),
  }));
  writeMetadata(writer, {
    version: 1,
    created_by: writtenBy,
    schema: [
      { name: 'schema', repetition_type: 'REQUIRED', num_children: columns.length },
      ...columns.map(schemaElement),
    ],
    num_rows: rowGroups.reduce((rows, group) => rows + group.num_rows, 0n),
    row_groups: rowGroups,
    metadata_length: 0,
  });
  writer.appendBytes(parquetMagic);
  return Buffer.from(writer.getBytes());
}

function schemaElement({ name, parquetType }: VectorColumn): SchemaElement {
  const element = { name, type: physicalType(parquetType), repetition_type: 'OPTIONAL' } as const;
  const decimal = decimalShape(parquetType);
  if (decimal)
    return {
      ...element,
      ...decimal,
      converted_type: 'DECIMAL',
      logical_type: { type: 'DECIMAL', ...decimal },
    };
  switch (parquetType) {
    case 'VARCHAR':
      return { ...element, converted_type: 'UTF8' };
    case 'INTEGER':
      return { ...element, converted_type: 'INT_32' };
    case 'BIGINT':
      return { ...element, converted_type: 'INT_64' };
    case 'DATE':
      return { ...element, converted_type: 'DATE' };
    case 'TIMESTAMP':
      return {
        ...element,
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
      };
    default:
      return element;
  }
}

function columnChunk(chunk: EncodedChunk, offset: number): ColumnChunk {
  const { name, parquetType } = chunk.column;
  // The library would scale the numbers of a decimal once more.
  const range = decimalShape(parquetType) ? undefined : chunk.range;
  return {
    file_offset: 0n,
    meta_data: {
      type: physicalType(parquetType),
      encodings: [chunk.isDictionary ? 'PLAIN_DICTIONARY' : 'PLAIN', 'RLE'],
      path_in_schema: [name],
      codec: 'SNAPPY',
      num_values: BigInt(chunk.rows),
      total_uncompressed_size: BigInt(chunk.uncompressedBytes),
      total_compressed_size: BigInt(chunk.compressedBytes),
      data_page_offset: BigInt(offset + chunk.dataStart),
      ...(chunk.isDictionary ? { dictionary_page_offset: BigInt(offset + chunk.start) } : {}),
      statistics: {
        null_count: BigInt(chunk.nulls),
        ...(range ? { min_value: range.min, max_value: range.max } : {}),
      },
    },
  };
}

const total = (sizes: readonly number[]): bigint => BigInt(sizes.reduce((sum, size) => sum + size, 0));
