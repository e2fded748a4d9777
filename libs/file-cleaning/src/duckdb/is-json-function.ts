import { isJson, isJsonFunction } from '@sluice/contracts';
import { BOOLEAN, DuckDBScalarFunction, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';

/**
 * Registers `sluice_is_json(VARCHAR) → BOOLEAN` with a connection's database: what the SQL of json columns calls,
 * answered by the contracts' own `isJson`. It runs on JavaScript's thread, so a query that calls it must be
 * awaited, never run synchronously.
 */
export function registerIsJson(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: isJsonFunction,
      parameterTypes: [VARCHAR],
      returnType: BOOLEAN,
      mainFunction: (_, input, output) => {
        const texts = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row++) {
          const text = texts.getItem(row);
          output.setItem(row, typeof text === 'string' ? isJson(text) : null);
        }
        output.flush();
      },
    }),
  );
}
