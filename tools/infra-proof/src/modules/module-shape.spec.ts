import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModule } from '../documents/read-module.js';
import { workspaceRoot } from '../terraform/workspace-root.js';
import { declaredRuns, moduleFolders } from './module-folders.js';

const infra = join(workspaceRoot, 'infra');
const environments = readdirSync(join(infra, 'environments')).map((name) => `environments/${name}`);

/** Texts of the configuration's files right in a folder. */
const terraformFiles = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(join(infra, folder))
    .filter((name) => name.endsWith('.tf'))
    .map((name) => [name, readFileSync(join(infra, folder, name), 'utf8')]);

/** What every folder that is planned or called asks for. */
const providers =
  /^ {2}required_providers \{\n {4}aws = \{\n {6}source {2}= "hashicorp\/aws"\n {6}version = ">= 5\.100, < 7"\n {4}\}\n {2}\}$/m;

// An example of the stack is an environment.
it.each(moduleFolders().filter((folder) => folder !== 'stack'))(
  '%s has its example planned by a test',
  (folder) => {
    const tests = readdirSync(join(infra, folder, 'tests'))
      .map((name) => readFileSync(join(infra, folder, 'tests', name), 'utf8'))
      .join('\n');
    expect(tests).toMatch(/source = "\.\/examples\/complete"/);
  },
);

describe.each(moduleFolders())('%s', (folder) => {
  const files = terraformFiles(folder);
  const texts = files.map(([, text]) => text).join('\n');

  it('has its documents and tests', () => {
    const wanted = ['variables.tf', 'outputs.tf', 'versions.tf', 'README.md', 'tests'];
    const ofModules = folder === 'stack' ? [] : ['main.tf', 'examples/complete/main.tf'];
    expect([...wanted, ...ofModules].filter((file) => !existsSync(join(infra, folder, file)))).toEqual([]);
    expect(declaredRuns(folder).length).toBeGreaterThan(0);
  });

  it('leaves the provider to who calls it, and asks for no other than that of AWS', () => {
    expect(texts).not.toMatch(/^provider "/m);
    const versions = readFileSync(join(infra, folder, 'versions.tf'), 'utf8');
    expect(versions).toMatch(providers);
    expect(versions).toMatch(/^ {2}required_version = ">= 1\.9\.0"$/m);
    expect(texts.match(/^ {2}required_providers/gm)).toHaveLength(1);
  });

  it('asks AWS nothing: it is planned offline', () => {
    const data = [...texts.matchAll(/^data "([^"]+)"/gm)].map(([, type]) => type);
    expect(data.filter((type) => type !== 'aws_iam_policy_document')).toEqual([]);
  });

  it('describes and types its variables, and says of which null means something', () => {
    const { variables, outputs } = readModule(join(infra, folder));
    const described = /^".*[^ ]"$/;
    const faults = [
      ...variables.flatMap(({ name, attributes }) => [
        ...(described.test(attributes['description'] ?? '') ? [] : [`${name} has no description`]),
        ...(attributes['type'] === undefined ? [`${name} has no type`] : []),
        ...((attributes['default'] === 'null') === (attributes['nullable'] !== undefined)
          ? [`${name}: its default is null, or it says whether it is nullable`]
          : []),
        ...(inOrder(Object.keys(attributes))
          ? []
          : [`${name}: description, type, default, nullable, sensitive`]),
      ]),
      ...outputs
        .filter(({ attributes }) => !described.test(attributes['description'] ?? ''))
        .map(({ name }) => `output ${name} has no description`),
    ];
    expect(faults).toEqual([]);
  });
});

const order = ['description', 'type', 'default', 'nullable', 'sensitive', 'ephemeral'];
const inOrder = (names: readonly string[]): boolean =>
  names.every(
    (name, index) => index === 0 || order.indexOf(name) >= order.indexOf(names[index - 1] as string),
  );

describe.each(environments)('%s', (folder) => {
  const texts = terraformFiles(folder)
    .map(([, text]) => text)
    .join('\n');

  it('is composition only: one provider, the stack, and nothing of its own', () => {
    expect(texts).not.toMatch(/^(resource|data) "/m);
    expect([...texts.matchAll(/^ {2}source += "([^"]+)"/gm)].map(([, source]) => source)).toEqual([
      '../../stack',
    ]);
    expect(texts.match(/^provider "aws" \{$/gm)).toHaveLength(1);
    expect(readFileSync(join(infra, folder, 'versions.tf'), 'utf8')).toMatch(providers);
  });

  it('deploys to the account that is meant, with its state elsewhere, and tags what it makes', () => {
    expect(texts).toMatch(/^ {2}allowed_account_ids = \[var\.account_id\]$/m);
    expect(texts).toMatch(/^ {2}default_tags \{$/m);
    expect(texts).toMatch(/^ {2}backend "s3" \{/m);
  });
});
