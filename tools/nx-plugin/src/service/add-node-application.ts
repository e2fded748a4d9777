import { workspaceRoot, type Tree } from '@nx/devkit';
import { applicationGenerator } from '@nx/node';

/**
 * Adds a Node application to the workspace as `@nx/node` does: its folder, its TypeScript project, its place in the
 * solution's references. What else that generator decides (how to bundle, what to serve and to prune, `tslib`, an
 * editor's settings) is decided here already, by `nx.json` and the templates, and is taken back.
 */
export async function addNodeApplication(tree: Tree, name: string, folder: string): Promise<void> {
  const before = new Set(tree.listChanges().map(({ path }) => path));
  const rootFiles = tree.children('.').filter((file) => tree.isFile(file));
  const rootTexts = new Map(rootFiles.map((file) => [file, tree.read(file)]));
  await fromTheRoot(() =>
    applicationGenerator(tree, {
      name,
      directory: folder,
      framework: 'none',
      bundler: 'esbuild',
      linter: 'none',
      unitTestRunner: 'none',
      e2eTestRunner: 'none',
      useProjectJson: false,
      addPlugin: true,
      skipPackageJson: true,
      skipFormat: true,
    }),
  );
  const kept = new Set(['tsconfig.json', `${folder}/tsconfig.json`]);
  for (const { path } of tree.listChanges()) {
    if (kept.has(path) || before.has(path)) continue;
    const text = rootTexts.get(path);
    if (text) tree.write(path, text);
    else tree.delete(path);
  }
}

/** Folders of Nx's generators are relative to where the command was typed, which npm and Nx keep in `INIT_CWD`. */
async function fromTheRoot(generate: () => Promise<unknown>): Promise<void> {
  const typedIn = process.env['INIT_CWD'];
  process.env['INIT_CWD'] = workspaceRoot;
  try {
    await generate();
  } finally {
    if (typedIn === undefined) delete process.env['INIT_CWD'];
    else process.env['INIT_CWD'] = typedIn;
  }
}
