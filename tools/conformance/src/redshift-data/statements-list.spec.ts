import { ListStatementsCommand, type ListStatementsCommandInput } from '@aws-sdk/client-redshift-data';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { connection, runBatch, runStatement } from '../resources/warehouse.js';

const list = async (input: ListStatementsCommandInput) =>
  clients.redshiftData.send(new ListStatementsCommand(input));

/** Ids of all pages. */
async function listedIds(input: ListStatementsCommandInput): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  let token: string | undefined;
  do {
    const page = await list({ ...input, NextToken: token });
    ids.push(...(page.Statements ?? []).map(({ Id }) => Id));
    token = page.NextToken;
  } while (token !== undefined && token !== '');
  return ids;
}

conformance('redshift-data', 'statement list', (conforms) => {
  conforms('lists statements by the beginning of their name', async () => {
    const name = freshName('list');
    const one = await runStatement('SELECT 1', { StatementName: `${name}-one` });
    const two = await runStatement('SELECT 2', { StatementName: `${name}-two` });
    expect((await listedIds({ StatementName: name })).sort()).toEqual([one.Id, two.Id].sort());
    const { Statements } = await list({ StatementName: `${name}-one` });
    expect(Statements).toEqual([
      expect.objectContaining({
        Id: one.Id,
        Status: 'FINISHED',
        StatementName: `${name}-one`,
        QueryString: 'SELECT 1',
        IsBatchStatement: false,
        CreatedAt: expect.any(Date),
        UpdatedAt: expect.any(Date),
      }),
    ]);
  });

  conforms('lists finished statements only, unless it is asked for others', async () => {
    const StatementName = freshName('list');
    const { Id: finished } = await runStatement('SELECT 1', { StatementName });
    const { Id: failed } = await runStatement('SELECT absent', { StatementName });
    expect(await listedIds({ StatementName })).toEqual([finished]);
    expect(await listedIds({ StatementName, Status: 'FAILED' })).toEqual([failed]);
    expect((await listedIds({ StatementName, Status: 'ALL' })).sort()).toEqual([finished, failed].sort());
    expect(await listedIds({ StatementName, Status: 'ABORTED' })).toEqual([]);
  });

  conforms('lists in pages', async () => {
    const StatementName = freshName('list');
    const ids: (string | undefined)[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await runStatement(`SELECT ${n}`, { StatementName })).Id);
    const { Statements, NextToken } = await list({ StatementName, MaxResults: 2 });
    expect(Statements).toHaveLength(2);
    expect(NextToken).toBeTruthy();
    expect((await listedIds({ StatementName, MaxResults: 2 })).sort()).toEqual(ids.sort());
  });

  conforms('lists a batch with its texts', async () => {
    const StatementName = freshName('list');
    const { Id } = await runBatch(['SELECT 1', 'SELECT 2'], { StatementName });
    expect((await list({ StatementName })).Statements).toEqual([
      expect.objectContaining({ Id, IsBatchStatement: true, QueryStrings: ['SELECT 1', 'SELECT 2'] }),
    ]);
  });

  conforms('lists the statements of one database', async () => {
    const StatementName = freshName('list');
    const { Id } = await runStatement('SELECT 1', { StatementName });
    expect(await listedIds({ StatementName, ...connection })).toEqual([Id]);
    const Database = freshName('other').replaceAll('-', '_');
    expect(await listedIds({ StatementName, ...connection, Database })).toEqual([]);
  });
});
