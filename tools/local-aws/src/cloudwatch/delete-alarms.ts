import * as z from 'zod';
import type { AlarmRegistry } from './alarm-registry.js';
import { parseInput } from './request-input.js';

const input = z.object({ AlarmNames: z.array(z.string().min(1).max(255)).max(100) });

/** Names that no alarm has are passed over. */
export function deleteAlarms(alarms: AlarmRegistry, body: unknown): object {
  for (const name of parseInput(input, body).AlarmNames) alarms.delete(name);
  return {};
}
