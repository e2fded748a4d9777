import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspaceRoot } from './workspace-root.testing.js';

const packageOf = (
  name: string,
  layer: string,
  dependencies: Readonly<Record<string, string>> = {},
): string =>
  JSON.stringify({
    name: `@example/${name}`,
    description: 'Something.',
    nx: { name, tags: [`layer:${layer}`] },
    dependencies,
  });

const markers = (...names: readonly string[]): string =>
  names.map((name) => `<!-- ${name}: generated -->\n<!-- /${name} -->\n`).join('\n');

/** Of files of a workspace with one app and one library, by their paths. */
export const smallWorkspace: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ workspaces: ['apps/*', 'libs/*'] }),
  'eslint.layers.js': `export const layers = ['app', 'support'].map((name) => ({ name, holds: 'x', imports: [] }));`,
  'infra/stack/app.tf':
    'locals {\n  settings = local.topology.loader\n  environment = {\n    PAUSE_SECONDS = tostring(local.settings.pauseSeconds)\n  }\n}\n',
  'infra/modules/observability/alarms.tf':
    'locals {\n  alarms = {\n    "${lane}-late" = {\n      meaning   = "Late."\n      runbook   = "late"\n      namespace = var.metric_namespace\n      metric    = "Late"\n    }\n  }\n}\n',
  'libs/config/package.json': packageOf('config', 'support'),
  'libs/config/README.md': `# config\n\nSettings.\n\n${markers('project')}`,
  'libs/config/src/level-variable.ts': `import * as z from 'zod';\n/** \`LEVEL\`: how much is said. */\nexport const levelVariable = z.enum(['low', 'high']).default('low');\n`,
  'apps/loader/package.json': packageOf('loader', 'app', { '@example/config': '*' }),
  'apps/loader/README.md': `# loader\n\nLoads.\n\n${markers('environment', 'metrics', 'project')}`,
  'apps/loader/src/config.ts': `import * as z from 'zod';
import { levelVariable } from '../../../libs/config/src/level-variable.js';
export const configSchema = z.object({
  /** Between two
   * tries | or none. */
  PAUSE_SECONDS: z.coerce.number().positive().default(5),
  LEVEL: levelVariable,
}).readonly();
`,
  'apps/loader/src/app.ts': `export const metrics = createMetrics({ service: 'loader' });
export function late(isLate: boolean) {
  /** How often it was late. */
  if (isLate) metrics.count('Late', 1, { Lane: 'files' });
  metrics.count('Late', 0, { Lane: 'files' });
  const clients = awsClientSettings(process.env);
}
`,
};

/** Writes it into a folder, with the packages of this workspace beside it. */
export function makeSmallWorkspace(root: string): void {
  for (const [path, text] of Object.entries(smallWorkspace)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  symlinkSync(join(workspaceRoot, 'node_modules'), join(root, 'node_modules'));
}
