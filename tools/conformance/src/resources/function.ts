import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { eventually } from '../eventually.js';
import { target } from '../target.js';
import { freshName } from './fresh-name.js';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
}

/** File contents by their path in the package. */
export type PackageFiles = Readonly<Record<string, string>>;

export type FunctionSettings = Pick<
  CreateFunctionCommandInput,
  'Handler' | 'Timeout' | 'MemorySize' | 'Description'
> & { readonly environment?: Readonly<Record<string, string>> };

/** AWS takes a few seconds to make a function; local endpoints need no such time. */
const creationSeconds = 60;

/** A function for the running case alone, `Active`, from its `index.js` or from the files of a whole package. */
export async function createFunction(
  source: string | PackageFiles,
  settings: FunctionSettings = {},
): Promise<LambdaFunction> {
  const { lambda } = clients;
  const FunctionName = freshName('function');
  const files = typeof source === 'string' ? { 'index.js': source } : source;
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand(functionInput(FunctionName, zipOf(files), settings)),
  );
  onTestFinished(async () => {
    // A case may have deleted it already.
    await lambda.send(new DeleteFunctionCommand({ FunctionName })).catch(() => undefined);
  });
  await functionBecomesActive(FunctionName);
  return { name: FunctionName, arn: FunctionArn as string };
}

/** What `CreateFunction` needs beside the settings that a case is about. */
export function functionInput(
  FunctionName: string,
  ZipFile: Uint8Array,
  { environment, ...settings }: FunctionSettings = {},
): CreateFunctionCommandInput {
  return {
    FunctionName,
    Role: target.functionRoleArn,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Timeout: 10,
    Code: { ZipFile },
    ...(environment === undefined ? {} : { Environment: { Variables: environment } }),
    ...settings,
  };
}

/** The same bytes for the same files, whenever it is called. */
export const zipOf = (files: PackageFiles): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])), {
    mtime: '2020-01-01',
  });

const functionBecomesActive = (FunctionName: string): Promise<void> =>
  eventually(async () => {
    const { State } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    if (State !== 'Active') throw new Error(`${FunctionName} is ${State}.`);
  }, creationSeconds);
