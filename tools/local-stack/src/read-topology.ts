import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTopology, type Topology } from '@sluice/topology';

/** `infra/topology.json` of a workspace, checked; unscaled. */
export async function readTopology(workspaceRoot: string): Promise<Topology> {
  return parseTopology(JSON.parse(await readFile(join(workspaceRoot, 'infra', 'topology.json'), 'utf8')));
}
