import type { PlannedResource } from '../../terraform/plan-schema.js';

export type { PlannedResource } from '../../terraform/plan-schema.js';

/** A text among its values; undefined where it has none, or none yet. */
export function textOf({ values }: PlannedResource, attribute: string): string | undefined {
  const value = values[attribute];
  return typeof value === 'string' ? value : undefined;
}
