import { parseEnvironment } from '@sluice/config';
import { expect, it } from 'vitest';
import { configSchema } from './config.js';
import { lane, variables } from './simulated-aws.testing.js';

it.each([
  ['ALARM_NAMES', '{"a":"nowhere"}', /ALARM_NAMES\.a: names no lane/],
  ['LANES', JSON.stringify([{ ...lane('files'), name: 'a\nb' }, lane('rows')]), /LANES\.0\.name/],
  ['REDRIVE_MAX_TASKS_PER_WINDOW', '10', /REDRIVE_MAX_TASKS_PER_WINDOW/],
  ['REDRIVE_EVIDENCE_SECONDS', '0', /REDRIVE_EVIDENCE_SECONDS/],
  ['REDRIVE_EVIDENCE_SECONDS', '', /REDRIVE_EVIDENCE_SECONDS is not set/],
  ['REDRIVE_DRY_RUN', 'yes', /REDRIVE_DRY_RUN/],
])('refuses %s=%s', (name, value, problem) => {
  expect(() => parseEnvironment(configSchema, { ...variables, [name]: value })).toThrow(problem);
});

it('starts for good unless told otherwise', () => {
  expect(parseEnvironment(configSchema, variables).REDRIVE_DRY_RUN).toBe(false);
});
