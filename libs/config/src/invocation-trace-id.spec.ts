import { expect, it } from 'vitest';
import { invocationTraceId } from './invocation-trace-id.js';

it.each([
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', '1-5759e988-bd862e3fe1be46a994272793'],
  ['Self=1-a-b;Root=1-5759e988-c', '1-5759e988-c'],
  ['Parent=53995c3f42cd8ad8', 'request'],
  ['', 'request'],
  [undefined, 'request'],
])('of the trace header %s is %s', (header, expected) => {
  expect(invocationTraceId({ _X_AMZN_TRACE_ID: header }, 'request')).toBe(expected);
}); // prettier-ignore
