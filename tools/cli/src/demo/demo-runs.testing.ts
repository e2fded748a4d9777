import type { DemoResult } from './demo-result.js';

export const small = ['demo', '--rows', '2000', '--records', '300'];

/** What a demo with `--json` ends with. */
export const lastLine = (text: string): DemoResult =>
  JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as DemoResult;
