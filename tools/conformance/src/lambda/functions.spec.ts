import { createHash } from 'node:crypto';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { createFunction, functionInput, zipOf } from '../resources/function.js';
import { target } from '../target.js';

const { lambda } = clients;
const source = 'exports.handler = async (event) => event;';

async function listedNames(): Promise<readonly (string | undefined)[]> {
  const names = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    names.push(...Functions.map(({ FunctionName }) => FunctionName));
  }
  return names;
}

const refusal = (change: object) =>
  lambda.send(
    new CreateFunctionCommand({
      ...functionInput(freshName('refused'), zipOf({ 'index.js': source })),
      ...change,
    }),
  );

conformance('lambda', 'functions', (conforms) => {
  conforms('has the settings that it was created with', async () => {
    const zip = zipOf({ 'src/app.js': source });
    const created = await createFunction(
      { 'src/app.js': source },
      { Handler: 'src/app.handler', Timeout: 7, MemorySize: 192, environment: { TABLE: 'titles' } },
    );
    const configuration = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: created.name }),
    );
    expect(configuration).toMatchObject({
      FunctionName: created.name,
      FunctionArn: created.arn,
      Runtime: 'nodejs22.x',
      Role: target.functionRoleArn,
      Handler: 'src/app.handler',
      Timeout: 7,
      MemorySize: 192,
      Environment: { Variables: { TABLE: 'titles' } },
      CodeSize: zip.length,
      CodeSha256: createHash('sha256').update(zip).digest('base64'),
      PackageType: 'Zip',
      Version: '$LATEST',
      State: 'Active',
    });
    expect(created.arn).toMatch(new RegExp(`^arn:aws:lambda:${target.region}:\\d{12}:function:`));
  });

  conforms('has three seconds and 128 MB where nothing is said', async () => {
    const { name } = await createFunction(source, { Timeout: undefined });
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
    expect(Configuration).toMatchObject({ Timeout: 3, MemorySize: 128 });
  });

  conforms('is found by its ARN as well as by its name', async () => {
    const { name, arn } = await createFunction(source);
    const { FunctionName } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: arn }));
    expect(FunctionName).toBe(name);
  });

  conforms('refuses a name that is taken', async () => {
    const { name } = await createFunction(source);
    const again = lambda.send(new CreateFunctionCommand(functionInput(name, zipOf({ 'index.js': source }))));
    await expect(again).rejects.toMatchObject({ name: 'ResourceConflictException' });
  });

  conforms('refuses a package that is no zip', async () => {
    await expect(refusal({ Code: { ZipFile: Buffer.from('no zip at all') } })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('Could not unzip uploaded file') as string,
    });
  });

  conforms('refuses settings out of range', async () => {
    for (const change of [{ Timeout: 901 }, { Timeout: 0 }, { MemorySize: 127 }, { MemorySize: 10_241 }]) {
      await expect(refusal(change)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    }
  });

  conforms('refuses environment variables that Lambda sets itself', async () => {
    const reserved = refusal({ Environment: { Variables: { AWS_REGION: 'elsewhere' } } });
    await expect(reserved).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('AWS_REGION') as string,
    });
  });

  conforms('refuses more than 4 KB of environment variables', async () => {
    const large = refusal({ Environment: { Variables: { LARGE: 'x'.repeat(4096) } } });
    await expect(large).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  conforms('is not found under a name that no function has', async () => {
    const FunctionName = freshName('absent');
    for (const command of [
      new GetFunctionCommand({ FunctionName }),
      new GetFunctionConfigurationCommand({ FunctionName }),
    ]) {
      await expect(lambda.send(command as GetFunctionCommand)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        $metadata: { httpStatusCode: 404 },
      });
    }
    await expect(lambda.send(new DeleteFunctionCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  conforms('is listed until it is deleted', async () => {
    const { name } = await createFunction(source);
    await eventually(async () => expect(await listedNames()).toContain(name));
    await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    await eventually(async () => expect(await listedNames()).not.toContain(name));
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: name }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  conforms('keeps who may invoke it, each statement once', async () => {
    const { name, arn } = await createFunction(source);
    const permission = {
      FunctionName: name,
      StatementId: 'from-s3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: 'arn:aws:s3:::some-bucket',
    };
    await lambda.send(new AddPermissionCommand(permission));
    const { Policy = '{}' } = await lambda.send(new GetPolicyCommand({ FunctionName: name }));
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [
        {
          Sid: 'from-s3',
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: arn,
          Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::some-bucket' } },
        },
      ],
    });
    await expect(lambda.send(new AddPermissionCommand(permission))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
  });

  conforms('has no policy before somebody may invoke it', async () => {
    const { name } = await createFunction(source);
    await expect(lambda.send(new GetPolicyCommand({ FunctionName: name }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
