import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emittedMetrics } from '@sluice/infra-proof';
import { hasConfig } from '../environment/config-source.js';
import { environmentBlock } from '../environment/environment-block.js';
import { loadConfigSchemas } from '../environment/load-config-schemas.js';
import { declaredAlarms } from '../metrics/declared-alarms.js';
import { readProjectGraph } from '../graph/read-project-graph.js';
import { metricsBlock } from '../metrics/metrics-block.js';
import { projectBlock } from '../projects/project-block.js';
import { withBlock, type GeneratedBlock } from './generated-block.js';
import type { Document, Documents } from './workspace-documents.js';

/** The READMEs below infra/ are those of `npm run infra:docs`. */
const documentedHere = /^(?:apps|libs|tools)\//;

/**
 * The README of every project below apps/, libs/ and tools/: where the project stands among the others, and of an app its
 * environment variables and metrics too.
 */
export function projectDocuments(root: string): Documents {
  const all = readProjectGraph(root);
  const projects = all.filter(({ folder }) => documentedHere.test(folder));
  const apps = projects.filter(({ layer, folder }) => layer === 'app' && hasConfig(root, folder));
  const schemas = loadConfigSchemas(
    root,
    apps.map(({ folder }) => folder),
  );
  const emitted = emittedMetrics(root);
  const alarms = declaredAlarms(root);
  const problems: string[] = [];
  const documents = projects.flatMap((project): readonly Document[] => {
    const { folder } = project;
    const path = `${folder}/README.md`;
    try {
      const blocks: GeneratedBlock[] = [];
      const schema = schemas.get(folder);
      if (schema !== undefined) blocks.push(environmentBlock(root, folder, schema));
      const written = emitted.filter(({ app }) => `apps/${app}` === folder);
      if (written.length > 0) blocks.push(metricsBlock(written, alarms));
      blocks.push(projectBlock(project, all));
      const text = readFileSync(join(root, path), 'utf8');
      return [{ path, text, wanted: blocks.reduce(withBlock, text) }];
    } catch (error) {
      problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  return { documents, problems };
}
