import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An alarm on a metric that an app writes. */
export interface DeclaredAlarm {
  /** As the runbooks write it: `…-postponed`, whatever lane or dataset stands before. */
  readonly name: string;
  readonly metric: string;
  /** Page of docs/runbooks, without its extension. */
  readonly runbook: string;
}

/**
 * The alarms of infra/modules/observability on metrics of the deployment's own namespace, as its files declare them: each
 * begins with the line of its name, and `meaning` is the first of its attributes.
 */
export function declaredAlarms(root: string): readonly DeclaredAlarm[] {
  const folder = join(root, 'infra', 'modules', 'observability');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tf'))
    .sort()
    .flatMap((file) => alarmsIn(readFileSync(join(folder, file), 'utf8')));
}

function alarmsIn(text: string): readonly DeclaredAlarm[] {
  const declarations = text.split(/^(?=.*\{\n\s+meaning\s+=)/m).slice(1);
  return declarations.flatMap((declaration) => {
    if (!/\bnamespace\s+= var\.metric_namespace\b/.test(declaration)) return [];
    const key = /"([^"]+)"(?:\] : key)? =>? ?\{\n/.exec(declaration)?.[1] ?? '';
    const runbook = /\brunbook\s+= "([a-z-]+)"/.exec(declaration)?.[1];
    if (runbook === undefined) throw new Error(`the alarm ${key} names no runbook`);
    const name = `…-${key.replace(/^(\$\{[^}]+\}-)+/, '')}`;
    return metricsIn(declaration).map((metric) => ({ name, metric, runbook }));
  });
}

/** `metric = "Halted"`, or the names of `for id, metric in { all = "RecordsRead", … }`. */
function metricsIn(declaration: string): readonly string[] {
  const listed = /\bmetric in \{([^}]*)\}/.exec(declaration)?.[1];
  if (listed !== undefined) return [...listed.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);
  return [...declaration.matchAll(/\bmetric\s+= "(\w+)"/g)].map(([, name = '']) => name);
}
