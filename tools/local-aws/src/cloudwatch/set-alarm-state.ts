import * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';
import type { AlarmRegistry } from './alarm-registry.js';
import { invalidFormat, resourceNotFound } from './cloudwatch-errors.js';
import { parseInput } from './request-input.js';

const input = z.object({
  AlarmName: z.string().min(1).max(255),
  StateValue: z.enum(['INSUFFICIENT_DATA', 'ALARM', 'OK']),
  StateReason: z.string().max(1_023),
  StateReasonData: z.string().max(4_000).optional(),
});

/** For a while: the next evaluation says what the metric says. */
export function setAlarmState(alarms: AlarmRegistry, body: unknown): object {
  const { AlarmName, StateValue, StateReason, StateReasonData } = parseInput(input, body);
  if (StateReasonData !== undefined && parseJson(StateReasonData) === undefined) {
    throw invalidFormat('StateReasonData is no JSON.');
  }
  const alarm = alarms.find(AlarmName);
  if (alarm === undefined) throw resourceNotFound(`There is no alarm ${AlarmName}.`);
  alarm.set(StateValue, StateReason, StateReasonData);
  return {};
}
