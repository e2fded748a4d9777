import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTopology, resourceNames } from '@sluice/topology';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.js';
import { root as workspace, runCli } from '../run-cli.testing.js';
import { readDeploymentOutputs } from './deployment-outputs.js';
import { resolveTarget } from './resolve-target.js';

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-outputs-'));
  file = join(root, 'outputs.json');
  await mkdir(join(root, 'infra'));
  await cp(join(workspace, 'infra', 'topology.json'), join(root, 'infra', 'topology.json'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const derived = resourceNames(
  parseTopology(JSON.parse(await readFile(join(workspace, 'infra', 'topology.json'), 'utf8'))),
  'prod',
);
/** A stack with another bucket suffix, and a warehouse that was there before it. */
const names = { ...derived, landingBucket: 'acme-landing', workgroup: 'analytics', database: 'lake' };

/** As `terraform output -json` prints them. */
const outputs = (change: Record<string, unknown> = {}) => {
  const values = { environment: 'prod', region: 'eu-west-3', account_id: '123456789012', names, ...change };
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { sensitive: false, type: 'dynamic', value }]),
  );
};
const write = (content: unknown) =>
  writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
const asksNobody = () => Promise.reject(new Error('the account was asked for'));
const mistakeOf = async (run: Promise<unknown>): Promise<CliError> => {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CliError);
  return error as CliError;
};

describe('outputs of Terraform', () => {
  it('name region, environment and every resource', async () => {
    await write(outputs());
    const target = await resolveTarget({ outputs: file }, root, { AWS_REGION: 'us-east-1' }, asksNobody);
    expect(target).toMatchObject({
      endpoint: undefined,
      region: 'eu-west-3',
      environment: 'prod',
      credentials: undefined,
    });
    expect(target.names).toEqual(names);
  });

  it('may be named by SLUICE_OUTPUTS; --outputs comes first', async () => {
    await write(outputs());
    const variables = { SLUICE_OUTPUTS: file };
    expect((await resolveTarget({}, root, variables, asksNobody)).environment).toBe('prod');
    const other = join(root, 'other.json');
    await writeFile(other, JSON.stringify(outputs({ environment: 'dev' })));
    expect((await resolveTarget({ outputs: other }, root, variables, asksNobody)).environment).toBe('dev');
  });

  it('are AWS itself whatever the environment is called, unless an endpoint is given', async () => {
    await write(outputs({ environment: 'local' }));
    expect((await resolveTarget({ outputs: file }, root, {}, asksNobody)).endpoint).toBeUndefined();
    const target = await resolveTarget({ outputs: file, endpoint: 'http://127.0.0.1:1' }, root, {});
    expect(target).toMatchObject({ endpoint: 'http://127.0.0.1:1', region: 'eu-west-3', names });
  });

  it('are not used for another environment than the one that is asked for', async () => {
    await write(outputs());
    const { exitCode, message } = await mistakeOf(
      resolveTarget({ env: 'dev', outputs: file }, root, {}, asksNobody),
    );
    expect({ exitCode, message }).toEqual({ exitCode: 2, message: `${file} is of prod, and --env says dev` });
    expect((await resolveTarget({ env: 'prod', outputs: file }, root, {}, asksNobody)).region).toBe(
      'eu-west-3',
    );
  });

  it('take what a later stack names besides', async () => {
    await write(outputs({ names: { ...names, later: 'thing' }, later: 1 }));
    expect((await readDeploymentOutputs(file)).names).toEqual(names);
  });

  it('are refused with all that is wrong', async () => {
    const { landingBucket: _missing, ...fewer } = names;
    const { files: _too, ...queues } = names.queues;
    await write(outputs({ region: 'Paris', names: { ...fewer, queues, workgroup: '' } }));
    const { exitCode, message } = await mistakeOf(readDeploymentOutputs(file));
    expect(exitCode).toBe(2);
    for (const part of ['region.value', 'landingBucket', 'queues.files', 'workgroup'])
      expect(message).toContain(part);
    expect(message).not.toContain('\n');
  });

  it.each([
    ['not applied yet', '{}', /environment: .*; region: .*; names: /],
    ['only the names', JSON.stringify(names), /environment: /],
    ['no JSON', 'names = {', /it is not JSON/],
    ['a list', '[]', /prints in an environment that was applied/],
  ])('that are %s are refused with how to make them', async (_what, text, problem) => {
    await write(text);
    const { exitCode, message } = await mistakeOf(readDeploymentOutputs(file));
    expect(exitCode).toBe(2);
    expect(message).toMatch(problem);
    expect(message).toContain('terraform output -json');
  });

  it('that are not there are said so', async () => {
    const { exitCode, message } = await mistakeOf(readDeploymentOutputs(join(root, 'none.json')));
    expect({ exitCode, message }).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/none\.json does not exist/),
    });
  });

  it('are an option of the command, and a wrong file is wrong use', async () => {
    await write('{}');
    const { code, stdout, stderr } = await runCli(['query', 'SELECT 1', '--outputs', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^sluice: [^\n]*outputs\.json is not what [^\n]*\n$/);
  });
});
