import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { readApp } from './app.js';
import { billOfMaterials } from './bill-of-materials.js';
import { readContents, type BundleContents } from './bundle-contents.js';
import { workspace } from './packaging-runs.testing.js';

const apps = ['s3-trigger-lambda', 'kinesis-transform-lambda', 'dlq-redrive-lambda', 'fargate-processor'];

interface Bill {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp?: string; readonly component: Listed };
  readonly components: readonly Listed[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}
interface Listed {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly scope?: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly content: string }[];
}

const fullName = ({ group, name }: Listed) => (group === undefined ? name : `${group}/${name}`);

/** Names and versions of the packages that a source map names, which is made apart from what the bill is read from. */
async function mappedPackages(app: string): Promise<string[]> {
  const dist = posix.join('apps', app, 'dist');
  const maps = (await readdir(join(workspace, dist))).filter((name) => name.endsWith('.map'));
  const folders = new Set<string>();
  for (const map of maps) {
    const { sources } = JSON.parse(await readFile(join(workspace, dist, map), 'utf8')) as {
      sources: string[];
    };
    for (const source of sources) {
      const parts = posix.join(dist, source).split('/');
      const at = parts.lastIndexOf('node_modules');
      const length = at < 0 ? 2 : at + (parts[at + 1]?.startsWith('@') ? 3 : 2);
      folders.add(parts.slice(0, length).join('/'));
    }
  }
  return namesIn(folders);
}

async function namesIn(folders: Iterable<string>): Promise<string[]> {
  const packages = [...folders].map(async (folder) => {
    const text = await readFile(join(workspace, folder, 'package.json'), 'utf8');
    const { name, version } = JSON.parse(text) as { name: string; version: string };
    return `${name}@${version}`;
  });
  return (await Promise.all(packages)).sort();
}

describe.each(apps)('the bill of materials of %s', (name) => {
  const isImage = name === 'fargate-processor';
  let text: string;
  let bill: Bill;
  let contents: BundleContents;
  const make = async () => {
    const app = await readApp(workspace, name);
    contents = await readContents(workspace, app, isImage ? 'main.cjs' : 'handler.cjs');
    const base = isImage ? { baseImage: 'node:24.21.0-bookworm-slim' } : {};
    return billOfMaterials(app, contents.shipped, { sha256: Buffer.alloc(32, 7), ...base });
  };
  beforeAll(async () => {
    text = await make();
    bill = JSON.parse(text) as Bill;
  });

  it('is CycloneDX 1.6', async () => {
    expect(await new JsonStrictValidator(Version.v1dot6).validate(text)).toBeNull();
  });

  it('lists every package whose code is in the bundle or that is installed beside it, and no other', async () => {
    const listed = [bill.metadata.component, ...bill.components].filter(
      ({ purl }) => !purl?.includes('docker'),
    );
    const installed = contents.shipped.filter(({ bytes }) => bytes === 0);
    const beside = installed.map((one) => `${one.name}@${one.version}`);
    expect(listed.map((one) => `${fullName(one)}@${one.version}`).sort()).toEqual(
      [...(await mappedPackages(name)), ...beside].sort(),
    );
    // Installed is DuckDB for every platform, with what finds the platform.
    for (const one of beside) expect(one).toMatch(/^(@duckdb\/node-(api|bindings)|detect-libc@)/);
    expect(beside.length).toBe(isImage ? 11 : 0);
  });

  it('gives every package of a registry its purl and the checksum of the lock, and packages of here none', async () => {
    const { packages } = contents.lock;
    for (const component of bill.components) {
      if (component.type === 'container') continue;
      const { integrity } = packages[`node_modules/${fullName(component)}`] ?? {};
      const hex = integrity && Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
      expect(component.hashes?.[0]?.content).toBe(hex);
      expect(component.purl === undefined).toBe(component.group === '@sluice');
      if (component.purl !== undefined)
        expect(decodeURIComponent(component.purl)).toBe(
          `pkg:npm/${fullName(component)}@${component.version}`,
        );
    }
  });

  it('reaches everything that it lists from the app', () => {
    const needs = new Map(bill.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
    const reached = new Set([bill.metadata.component['bom-ref']]);
    for (const ref of reached) for (const need of needs.get(ref) ?? []) reached.add(need);
    expect(bill.components.map((one) => one['bom-ref']).filter((ref) => !reached.has(ref))).toEqual([]);
  });

  it('says the same at any time, under a number that is of what it says', async () => {
    expect(await make()).toBe(text);
    expect(bill.metadata.timestamp).toBeUndefined();
    const app = await readApp(workspace, name);
    const fewer = contents.shipped.filter((one) => one.name !== 'zod');
    const base = isImage ? { baseImage: 'node:24.21.0-bookworm-slim' } : {};
    const other = JSON.parse(billOfMaterials(app, fewer, { sha256: Buffer.alloc(32, 7), ...base })) as Bill;
    expect(other.serialNumber).not.toBe(bill.serialNumber);
  });

  it('comes with the notices of all others’ code, and the bundle names no folder of the machine', () => {
    const notices = contents.files.find((file) => file.name === 'THIRD-PARTY-NOTICES')?.content.toString();
    for (const { name: other, version, bytes, isOfWorkspace } of contents.shipped)
      if (bytes > 0 && !isOfWorkspace) expect(notices).toContain(`\n${other} ${version}, `);
    for (const section of notices?.split(`\n${'-'.repeat(80)}\n`).slice(1) ?? [])
      expect(section.split('\n\n')[1], section).toMatch(/copyright|licen[cs]e/i);
    for (const { content } of contents.files) expect(content.includes(workspace)).toBe(false);
  });
});

// The bundle holds it as a text, which the build's description does not look into.
it('lists what the encoding thread of the image is made of', async () => {
  const { metafile } = buildSync({
    absWorkingDir: workspace,
    entryPoints: ['libs/file-cleaning/src/sinks/encoding-thread-main.ts'],
    ...{ bundle: true, write: false, metafile: true, platform: 'node', conditions: ['@sluice/source'] },
  });
  const folders = Object.keys(metafile.inputs).map(
    (file) => /^((?:.*node_modules\/(?:@[^/]+\/)?|libs\/)[^/]+)/.exec(file)?.[1] ?? file,
  );
  const app = await readApp(workspace, 'fargate-processor');
  const { shipped } = await readContents(workspace, app, 'main.cjs');
  const listed = shipped.map((one) => `${one.name}@${one.version}`);
  expect(listed).toEqual(expect.arrayContaining(await namesIn(new Set(folders))));
});
