import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateFunctionCommand, DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf } from '../processes/process-host.testing.js';
import { prepareCodeDirectory } from './code-package.js';
import { testHost, type TestHost } from './lambda-host.testing.js';

let host: TestHost;
let client: LambdaClient;

beforeEach(async () => {
  host = await testHost();
  client = new LambdaClient({ ...clientOf(host.instance), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await host.instance.close();
});

const create = (files: Readonly<Record<string, string>>, settings: object = {}) =>
  client.send(
    new CreateFunctionCommand({
      FunctionName: 'f',
      Role: 'arn:aws:iam::000000000000:role/r',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: {
        ZipFile: zipSync(
          Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])),
        ),
      },
      ...settings,
    }),
  );

const codeDirectory = () => join(host.instance.dataDirectory, 'lambda');

describe('a package', () => {
  it('is unpacked below the data directory, and removed with its function', async () => {
    await create({ 'src/a.js': 'exports.a = 1;', 'empty/': '' });
    const folder = readdirSync(codeDirectory()).find((name) => !name.includes('.')) as string;
    expect(await readFile(join(codeDirectory(), folder, 'src', 'a.js'), 'utf8')).toBe('exports.a = 1;');
    expect(existsSync(join(codeDirectory(), folder, 'empty'))).toBe(true);
    await client.send(new DeleteFunctionCommand({ FunctionName: 'f' }));
    expect(readdirSync(codeDirectory())).toEqual(['package.json']);
  });

  it.each(['../outside.js', 'src/../../outside.js', '/outside.js', 'C:/outside.js', '..\\outside.js'])(
    'with a file that would lie elsewhere (%s) is refused, and nothing of it is written',
    async (path) => {
      await expect(create({ 'index.js': '', [path]: 'x' })).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
      });
      expect(readdirSync(codeDirectory())).toEqual(['package.json']);
      expect(existsSync(join(host.instance.dataDirectory, 'outside.js'))).toBe(false);
    },
  );

  it('of an earlier process is removed', async () => {
    await create({ 'index.js': '' });
    expect(readdirSync(codeDirectory())).toHaveLength(3);
    prepareCodeDirectory(codeDirectory());
    expect(readdirSync(codeDirectory())).toEqual(['package.json']);
  });
});

describe('what is not served', () => {
  it.each([
    { Layers: ['arn:aws:lambda:eu-west-1:000000000000:layer:l:1'] },
    { VpcConfig: { SubnetIds: ['s'] } },
  ])('is refused by its name: %j', async (settings) => {
    await expect(create({ 'index.js': '' }, settings)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(`does not serve ${Object.keys(settings)[0]}`) as string,
    });
  });
});
