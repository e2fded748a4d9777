import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which setting of infra/topology.json the stack gives a variable, as `` `processor.maxAttempts` ``, read from the
 * assignments of infra/stack: `MAX_ATTEMPTS = local.settings.maxAttempts`. A variable that comes from elsewhere (a URL of a
 * queue, a name) is not in it.
 */
export function stackSettings(root: string): ReadonlyMap<string, string> {
  const folder = join(root, 'infra', 'stack');
  const text = readdirSync(folder)
    .filter((file) => file.endsWith('.tf'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const found = [...text.matchAll(/^\s+([A-Za-z_]+)\s+= (.+)$/gm)]
    .map(([, name = '', value = '']) => [name, value] as const)
    .filter(([, value]) => value.includes('local.'));
  const values = new Map(found);
  return new Map(
    found.flatMap(([name, value]) => {
      const path = /^[A-Z_]+$/.test(name) ? topologyPath(value, values) : undefined;
      return path === undefined ? [] : [[name, `\`${path}\``] as const];
    }),
  );
}

/** Follows `local.…` through what is assigned to it, to the topology. */
function topologyPath(value: string, locals: ReadonlyMap<string, string>): string | undefined {
  const [, name = '', rest = ''] = /\blocal\.(\w+)((?:\.\w+)*)/.exec(value) ?? [];
  if (name === 'topology') return rest.slice(1) || undefined;
  const assigned = locals.get(name);
  if (assigned === undefined || assigned === value) return undefined;
  const path = topologyPath(assigned, locals);
  return path === undefined ? undefined : `${path}${rest}`;
}
