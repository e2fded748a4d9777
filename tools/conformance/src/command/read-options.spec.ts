import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { RequestedRun } from '../requested-run.js';

interface Told {
  readonly services: readonly string[];
  readonly slow: boolean;
  readonly run: RequestedRun;
}

// The command reads its options before anything is installed, and so in plain JavaScript.
const { readOptions } = createRequire(import.meta.url)('../../bin/read-options.cjs') as {
  readOptions(argv: readonly string[], around: object): Told;
};

const services = ['kinesis', 'loads', 'redshift-data', 'sqs'];

function read(line: string, env: Readonly<Record<string, string>> = {}): Told {
  return readOptions(line.split(' '), { env, services, output: silent });
}

let printed = '';
const keep = (text: string): void => {
  printed += text;
};
const silent = { writeErr: keep, writeOut: keep };

function refusal(line: string, env?: Readonly<Record<string, string>>): string {
  printed = '';
  expect(() => read(line, env)).toThrow();
  return printed;
}

const account = '--aws-account 123456789012';

describe('what `npm run conformance` is told', () => {
  it('is an endpoint, with what goes without saying', () => {
    expect(read('--endpoint http://127.0.0.1:4566/')).toEqual({
      services: [],
      slow: false,
      run: {
        endpoint: 'http://127.0.0.1:4566',
        region: 'eu-west-1',
        prefix: 'sluice-conf-',
        sweepFirst: false,
        waitScale: 1,
        warehouseOnly: false,
        warehouse: { workgroupName: 'conformance', database: 'dev', copyRole: 'default' },
        functionRoleArn: 'arn:aws:iam::000000000000:role/conformance',
      },
    });
  });

  it('is an account, and which services', () => {
    const { services: chosen, run } = read(`sqs kinesis ${account} --region us-east-1 --sweep`);
    expect(chosen).toEqual(['sqs', 'kinesis']);
    expect(run).toMatchObject({ accountId: '123456789012', region: 'us-east-1', sweepFirst: true });
  });

  it('is a workgroup of an account and a bucket of its own', () => {
    const role = 'arn:aws:iam::123456789012:role/copy';
    const line = `${account} --redshift --workgroup w --database d --staging-bucket b --copy-role ${role}`;
    expect(read(line)).toMatchObject({
      services: ['loads', 'redshift-data'],
      run: {
        warehouseOnly: true,
        warehouse: { workgroupName: 'w', database: 'd', stagingBucket: 'b', copyRole: role },
      },
    });
    expect(read(`loads ${line}`).services).toEqual(['loads']);
  });

  it('is a cluster, with a user or a secret', () => {
    const line = `${account} --redshift --staging-bucket b --cluster c`;
    expect(read(`${line} --db-user u`).run.warehouse).toEqual({
      clusterIdentifier: 'c',
      dbUser: 'u',
      database: 'dev',
      copyRole: 'default',
      stagingBucket: 'b',
    });
    expect(read(`${line} --secret s`).run.warehouse).toMatchObject({
      clusterIdentifier: 'c',
      secretArn: 's',
    });
  });

  it('asks for a warehouse of a local endpoint too', () => {
    const { run } = read('--redshift --endpoint http://127.0.0.1:4566');
    expect(run).toMatchObject({ warehouseOnly: true, warehouse: { workgroupName: 'conformance' } });
    expect(run.warehouse.stagingBucket).toBeUndefined();
  });

  it.each([
    ['--redshift', /say whom to ask/],
    [`${account} --endpoint http://127.0.0.1:1`, /say whom to ask/],
    ['--aws-account 12345', /twelve digits/],
    ['--endpoint ftp://127.0.0.1', /http or https URL/],
    [`${account} --redshift --staging-bucket b`, /wants a --workgroup or a --cluster/],
    [`${account} --redshift --workgroup w`, /wants a --staging-bucket/],
    [`${account} --redshift --workgroup w --cluster c --db-user u`, /not both/],
    [`${account} --redshift --cluster c --staging-bucket b`, /wants --db-user or --secret/],
    [`${account} --db-user u`, /goes with a --cluster/],
    [`sqs ${account} --redshift --workgroup w --staging-bucket b`, /loads and redshift-data alone, not sqs/],
    [`s3x ${account}`, /no cases for s3x: kinesis, loads, redshift-data, sqs/],
    [`${account} --prefix Sluice`, /a prefix has 3 to 16 characters/],
    [`${account} --slow --wait-scale 60`, /leave out --wait-scale/],
    [`${account} --gaps localstack`, /no list of gaps of localstack/],
    [`${account} --nonsense`, /unknown option/],
  ])('is refused: %s', (line, reason) => {
    expect(refusal(line)).toMatch(reason);
  });

  it('is refused for AWS itself where the environment leads elsewhere', () => {
    expect(refusal(account, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' })).toMatch(/AWS_ENDPOINT_URL_S3/);
  });

  it('says of itself what it ends with', () => {
    expect(refusal('--help')).toMatch(/--redshift +only loads and redshift-data[\s\S]*It ends with 0/);
  });
});
