import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { changesOf, jsonOf, textOf, workspace, workspaceTree } from '../workspace-tree.testing.js';
import serviceGenerator from './generator.js';

interface ProjectPackage {
  name: string;
  description: string;
  nx: { name: string; targets: Record<string, unknown> };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
interface Project {
  references: { path: string }[];
}

const name = 'probe-of-generators-lambda';
const folder = `apps/${name}`;
/** A function that is kept as the others are. */
const example = 'apps/s3-trigger-lambda';

describe('sluice:service', () => {
  let tree: Tree;
  beforeAll(async () => {
    tree = workspaceTree();
    // As it is typed in a folder below the root: vitest runs in the project's.
    expect(process.cwd()).not.toBe(workspace);
    await serviceGenerator(tree, { name, description: 'Tells who asked.', skipInstall: true });
  });

  it('touches beside its own folder the solution and the owners alone', () => {
    const outside = changesOf(tree).filter((change) => !change.startsWith(`CREATE ${folder}/`));
    const owners = existsSync(join(workspace, '.github/CODEOWNERS')) ? ['UPDATE .github/CODEOWNERS'] : [];
    expect(outside).toEqual([...owners, 'UPDATE tsconfig.json']);
    const paths = (text: string) => (JSON.parse(text) as Project).references.map(({ path }) => path);
    const before = paths(textOf(workspaceTree(), 'tsconfig.json'));
    expect(paths(textOf(tree, 'tsconfig.json'))).toEqual([...before, `./${folder}`]);
  });

  it('has the files that a function has', () => {
    const filesOf = (root: string) => tree.children(root).filter((each) => tree.isFile(`${root}/${each}`));
    expect(filesOf(folder).sort()).toEqual(filesOf(example).sort());
    for (const file of ['handler', 'app', 'config', 'environment', 'app.spec', 'handler.spec'])
      expect(tree.exists(`${folder}/src/${file}.ts`)).toBe(true);
  });

  it('is described as the other functions are', () => {
    const made = jsonOf<ProjectPackage>(tree, `${folder}/package.json`);
    const other = jsonOf<ProjectPackage>(tree, `${example}/package.json`);
    const renamed = JSON.parse(JSON.stringify(other.nx).replaceAll(basename(example), name)) as unknown;
    expect(made.nx).toEqual(renamed);
    expect(Object.keys(made)).toEqual(Object.keys(other));
    expect(made).toMatchObject({ name: `@sluice/${name}`, description: 'Tells who asked.' });
    for (const [dependency, version] of Object.entries({ ...made.dependencies, ...made.devDependencies }))
      expect([dependency, version]).toEqual([
        dependency,
        { ...other.dependencies, ...other.devDependencies }[dependency],
      ]);
  });

  it('is checked as the other functions are', () => {
    for (const file of ['eslint.config.js', 'vitest.config.ts', 'tsconfig.json', 'tsconfig.spec.json'])
      expect(textOf(tree, `${folder}/${file}`)).toBe(
        textOf(tree, `${example}/${file}`).replaceAll(basename(example), name),
      );
    const made = jsonOf<Project>(tree, `${folder}/tsconfig.app.json`);
    const { references: _, ...other } = jsonOf<Project>(tree, `${example}/tsconfig.app.json`);
    expect(made).toMatchObject(other);
    const { dependencies, devDependencies } = jsonOf<ProjectPackage>(tree, `${folder}/package.json`);
    const libraries = Object.keys({ ...dependencies, ...devDependencies }).filter((each) =>
      each.startsWith('@sluice/'),
    );
    const needed = libraries.map((each) => `../../libs/${basename(each)}/tsconfig.lib.json`);
    expect(made.references.map(({ path }) => path).sort()).toEqual(needed.sort());
  });

  it('leaves no gap of a template', () => {
    for (const change of changesOf(tree)) {
      const file = change.split(' ')[1] ?? '';
      expect([file, file.includes('template'), /<%|undefined/.test(file)]).toEqual([file, false, false]);
      if (file.startsWith(folder)) expect([file, textOf(tree, file).includes('<%')]).toEqual([file, false]);
    }
    expect(textOf(tree, `${folder}/src/environment.ts`)).toContain("service: 'probe-of-generators'");
    expect(textOf(tree, `${folder}/README.md`)).toContain(`# ${name}\n\nTells who asked.\n`);
  });

  it.each([
    [{ name: 'Bad_Name' }, /kebab case/],
    [{ name: '../x' }, /kebab case/],
    [{ name: 'a'.repeat(41) }, /at most 40 characters/],
    [{ name: 's3-trigger-lambda' }, /apps\/s3-trigger-lambda exists/],
    [{ name: 'contracts' }, /libs\/contracts exists/],
    [{ name, description: '' }, /one sentence/],
    [{ name, description: 'Says "no".' }, /one sentence/],
  ])('refuses %j, and writes nothing', async (options, problem) => {
    const untouched = workspaceTree();
    await expect(serviceGenerator(untouched, { ...options, skipInstall: true })).rejects.toThrow(problem);
    expect(changesOf(untouched)).toEqual([]);
  });
});
