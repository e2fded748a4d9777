import { BytesVector } from './bytes-vector.js';
import { BooleanVector, DoubleVector, Int32Vector, Int64Vector } from './number-vectors.js';
import type { ColumnVector, VectorColumn } from './typed-vector.js';
import { physicalType } from './vector-types.js';

export { BytesVector } from './bytes-vector.js';
export { daysSinceEpoch } from './calendar-counts.js';
export { BooleanVector, DoubleVector, Int32Vector, Int64Vector } from './number-vectors.js';
export { RowGroup, rowGroupBytes, rowGroupRows } from './row-group.js';
export { ColumnVector, type VectorColumn, type VectorContent } from './typed-vector.js';
export { vectorTexts } from './vector-texts.js';

/**
 * An empty vector for each column.
 * @throws {RangeError} for a type that no vector holds
 */
export function columnVectors(columns: readonly VectorColumn[]): ColumnVector[] {
  return columns.map((column) => {
    switch (physicalType(column.parquetType)) {
      case 'BYTE_ARRAY':
        return new BytesVector(column);
      case 'INT32':
        return new Int32Vector(column);
      case 'INT64':
        return new Int64Vector(column);
      case 'DOUBLE':
        return new DoubleVector(column);
      case 'BOOLEAN':
        return new BooleanVector(column);
    }
  });
}
