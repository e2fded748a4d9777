import { ACCESS_OBJECTS } from './access-catalog.js';
import { ENGINE_MACROS } from './engine-macros.js';
import { INFORMATION_SCHEMA } from './sql/used-table.js';

/**
 * What is created in every warehouse, in schema `main`, which stands behind `public` in the search path:
 * Redshift's catalog views over DuckDB's catalog, and functions that DuckDB lacks. Lengths are read back from
 * the CHECKs that `column-definition.ts` writes.
 */
const COLUMNS = `
  SELECT c.database_name, c.schema_name AS table_schema, c.table_name, c.column_name,
    c.column_index AS ordinal_position, c.column_default,
    CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' END AS is_nullable,
    CASE
      WHEN c.data_type = 'JSON' THEN 'super'
      WHEN c.data_type = 'VARCHAR' THEN 'character varying'
      WHEN c.data_type = 'DOUBLE' THEN 'double precision'
      WHEN c.data_type = 'FLOAT' THEN 'real'
      WHEN c.data_type = 'TIMESTAMP' THEN 'timestamp without time zone'
      -- What a sum of integers comes to in a table made of a query.
      WHEN c.data_type = 'HUGEINT' THEN 'bigint'
      WHEN c.data_type LIKE 'DECIMAL%' THEN 'numeric'
      ELSE lower(c.data_type)
    END AS data_type,
    CASE WHEN c.data_type = 'VARCHAR' THEN coalesce(l.max_bytes, 65535) END AS character_maximum_length,
    c.numeric_precision, c.numeric_scale
  FROM duckdb_columns() c
  LEFT JOIN (
    SELECT table_oid, schema_oid, constraint_column_names[1] AS column_name,
      regexp_extract(constraint_text, '<= (\\d+)', 1)::INTEGER AS max_bytes
    FROM duckdb_constraints() WHERE constraint_type = 'CHECK'
  ) l ON l.table_oid = c.table_oid AND l.schema_oid = c.schema_oid AND l.column_name = c.column_name
  WHERE NOT c.internal AND c.database_name = current_database()
    AND c.schema_name NOT IN ('main', '${INFORMATION_SCHEMA}')`;

const TABLES = `
  SELECT t.schema_name AS table_schema, t.table_name, 'BASE TABLE' AS table_type, NULL::VARCHAR AS remarks
  FROM duckdb_tables() t
  WHERE t.database_name = current_database() AND t.schema_name <> 'main'
  UNION ALL
  SELECT v.schema_name, v.view_name, 'VIEW', NULL
  FROM duckdb_views() v
  WHERE NOT v.internal AND v.database_name = current_database()
    AND v.schema_name NOT IN ('main', '${INFORMATION_SCHEMA}')`;

/** Redshift's columns: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html */
const LOAD_ERRORS = `
  user_id INTEGER, query_id BIGINT, transaction_id BIGINT, session_id INTEGER, database_name VARCHAR,
  table_id INTEGER, start_time TIMESTAMP, pid INTEGER, file_name VARCHAR, line_number BIGINT, column_name VARCHAR,
  column_type VARCHAR, column_length VARCHAR, position INTEGER, error_code INTEGER, error_message VARCHAR`;

/** Run in order when the warehouse is opened; each may run again. */
export const SYSTEM_OBJECTS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS public',
  `CREATE SCHEMA IF NOT EXISTS ${INFORMATION_SCHEMA}`,
  `CREATE TABLE IF NOT EXISTS main.sys_load_error_detail (${LOAD_ERRORS})`,
  `CREATE OR REPLACE VIEW main.svv_columns AS
     SELECT database_name AS table_catalog, * EXCLUDE (database_name), NULL::VARCHAR AS remarks FROM (${COLUMNS})`,
  `CREATE OR REPLACE VIEW main.svv_tables AS SELECT current_database() AS table_catalog, * FROM (${TABLES})`,
  `CREATE OR REPLACE VIEW ${INFORMATION_SCHEMA}.columns AS
     SELECT database_name AS table_catalog, * EXCLUDE (database_name) FROM (${COLUMNS})`,
  `CREATE OR REPLACE VIEW ${INFORMATION_SCHEMA}.tables AS
     SELECT current_database() AS table_catalog, * EXCLUDE (remarks) FROM (${TABLES})`,
  `CREATE OR REPLACE VIEW ${INFORMATION_SCHEMA}.schemata AS
     SELECT current_database() AS catalog_name, schema_name FROM duckdb_schemas()
     WHERE NOT internal AND database_name = current_database()
       AND schema_name NOT IN ('main', '${INFORMATION_SCHEMA}')`,
  ...ACCESS_OBJECTS,
  ...ENGINE_MACROS,
];
