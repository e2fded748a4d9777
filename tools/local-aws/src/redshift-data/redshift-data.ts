import { loadModule } from 'libpg-query';
import type { Instance, ObjectFiles, StatementFaults } from '../kernel/ports.js';
import {
  jsonResponse,
  unknownOperation,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
} from '../kernel/service.js';
import { KeptSessions } from './kept-sessions.js';
import { describeStatement, refuseFinished } from './operations/describe.js';
import { batchExecuteStatement, executeStatement, submissionAnswer } from './operations/execute.js';
import { optionalText, parseFields, requiredId } from './operations/fields.js';
import { listStatements } from './operations/list.js';
import { statementResult } from './operations/result.js';
import { StatementRegistry } from './statement-registry.js';
import { StatementRunner } from './statement-runner.js';
import { TableLocks } from './table-locks.js';
import { Warehouse } from './warehouse.js';

export interface RedshiftDataOptions {
  /** Implemented by S3; COPY reads through it. */
  readonly objects: ObjectFiles;
  /** Implemented by the injected faults. Default: none strike. */
  readonly faults?: StatementFaults;
  /** Names that exist; others are refused as Redshift does. Default: every name is this one warehouse. */
  readonly workgroups?: readonly string[];
  readonly databases?: readonly string[];
  /** Default 500, as on AWS. */
  readonly maxActiveStatements?: number;
  /** Kept by clients. Default 500, as on AWS. */
  readonly maxActiveSessions?: number;
  /** Of one statement. Default 500 MiB, as on AWS. */
  readonly maxResultBytes?: number;
  /** Of DuckDB. Default 2. */
  readonly threads?: number;
  /** Of DuckDB, for example `1GB` (the default). */
  readonly memoryLimit?: string;
}

/**
 * The Redshift Data API (AWS JSON 1.1) over DuckDB in `<dataDirectory>/warehouse.duckdb`, with Redshift's rules
 * where they differ. Statements run in the background; a batch is one transaction. The data survives a restart;
 * statements, their results and sessions do not.
 */
export async function createRedshiftData(
  instance: Instance,
  options: RedshiftDataOptions,
): Promise<AwsService> {
  await loadModule();
  const warehouse = await Warehouse.open({
    directory: instance.dataDirectory,
    threads: options.threads ?? 2,
    memoryLimit: options.memoryLimit ?? '1GB',
  });
  const now = () => instance.clock.now();
  const registry = new StatementRegistry(now);
  const sessions = new KeptSessions({ now, most: options.maxActiveSessions ?? 500 });
  const runner = new StatementRunner({
    warehouse,
    registry,
    sessions,
    now,
    locks: new TableLocks(),
    objects: options.objects,
    databases: options.databases,
    faults: options.faults,
    maxActiveStatements: options.maxActiveStatements ?? 500,
    maxResultBytes: options.maxResultBytes ?? 500 * 1024 * 1024,
    warn: (message) => instance.warn(message),
  });

  async function handle(request: AwsRequest): Promise<AwsResponse> {
    const fields = parseFields(await request.readBody());
    const { caller, process } = request;
    const context = { caller, process, workgroups: options.workgroups };
    switch (request.operation) {
      case 'ExecuteStatement':
        return jsonResponse(submissionAnswer(runner.submit(executeStatement(fields, context))));
      case 'BatchExecuteStatement':
        return jsonResponse(submissionAnswer(runner.submit(batchExecuteStatement(fields, context))));
      case 'DescribeStatement': {
        const id = requiredId(fields);
        const { record, run } = registry.find(id);
        return jsonResponse(describeStatement(record, run, id));
      }
      case 'GetStatementResult': {
        const { record, run } = registry.find(requiredId(fields));
        const body = statementResult(record, run, optionalText(fields, 'NextToken'));
        return { ...jsonResponse(undefined), body };
      }
      case 'CancelStatement': {
        const { record } = registry.find(requiredId(fields));
        refuseFinished(record);
        runner.cancel(record);
        return jsonResponse({ Status: true });
      }
      case 'ListStatements':
        return jsonResponse(listStatements(fields, registry.all(), caller));
      default:
        throw unknownOperation('json', request.operation);
    }
  }

  return {
    name: 'redshift-data',
    protocol: 'json',
    handle,
    async close() {
      await runner.close();
      await warehouse.close();
    },
  };
}
