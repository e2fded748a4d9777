import type { ResourceNames } from '@sluice/topology';

/** A resource of any environment: an ARN with `{partition}`, `{region}`, `{account}` and names such as `{queues.files}`. */
export type ResourceTemplate = string;

/** What stands for the parts of one environment's ARNs. */
export interface Whereabouts {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly names: ResourceNames;
  /** What all names begin with: `sluice-dev`. */
  readonly prefix: string;
  /** What AWS gives an id of its own, and what need not be the deployment's own. */
  readonly keyArn: string;
  readonly workgroupArn: string;
  readonly repositoryArn: string;
}

/** @throws {Error} for a part that has no name */
export function fillTemplate(template: ResourceTemplate, whereabouts: Whereabouts): string {
  const { accountId: account, names, ...rest } = whereabouts;
  const parts: Readonly<Record<string, string>> = { account, ...rest, ...nameByPath(names) };
  return template.replace(/\{([\w.]+)\}/g, (_, part: string) => {
    const value = parts[part];
    if (value === undefined) throw new Error(`nothing is called ${part} in ${template}`);
    return value;
  });
}

/** `files` → `{queues.files}` by what it is called; undefined for what is no resource's name. */
export function partNamed(name: string, names: ResourceNames): string | undefined {
  const found = Object.entries(nameByPath(names)).find(([, value]) => value === name);
  return found === undefined ? undefined : `{${found[0]}}`;
}

const nameByPath = (names: object, prefix = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value]]
        : Object.entries(nameByPath(value as object, `${prefix}${key}.`)),
    ),
  );

export const queueArn = (queue: keyof ResourceNames['queues']): ResourceTemplate =>
  `arn:{partition}:sqs:{region}:{account}:{queues.${queue}}`;
export const bucketArn = (bucket: 'landing' | 'staging' | 'quarantine', below = ''): ResourceTemplate =>
  `arn:{partition}:s3:::{${bucket}Bucket}${below}`;
