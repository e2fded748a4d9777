import type { EmittedMetric } from '@sluice/infra-proof';
import { expect, it } from 'vitest';
import { metricsBlock } from './metrics-block.js';

const halted: EmittedMetric = {
  app: 'processor',
  service: 'processor',
  name: 'Halted',
  dimensions: ['Lane', 'Service'],
  unit: 'Count',
  meaning: 'Is < halted.',
  at: 'halts.ts:1',
};
const alarms = [{ name: '…-halted', metric: 'Halted', runbook: 'stuck-queue' }];

it('tells each metric once, wherever it is written, with the alarm that looks at it', () => {
  const { markdown } = metricsBlock([halted, { ...halted, meaning: undefined, at: 'halts.ts:2' }], alarms);
  expect(markdown.split('\n').slice(2)).toEqual([
    '| metric | by | unit | meaning | alarm |',
    '| --- | --- | --- | --- | --- |',
    '| `Halted` | `Lane` | Count | Is &lt; halted. | [`…-halted`](../../docs/runbooks/stuck-queue.md) |',
  ]);
});

it.each([
  ['no meaning', [{ ...halted, meaning: undefined }], 'Halted (halts.ts:1): no docstring says what it means'],
  ['two meanings', [halted, { ...halted, meaning: 'Other.' }], 'more than one docstring'],
  ['two sets of dimensions', [halted, { ...halted, dimensions: ['Service'] }], 'more than one dimensions'],
])('refuses a metric with %s', (_what, emitted, message) => {
  expect(() => metricsBlock(emitted, alarms)).toThrow(message);
});
