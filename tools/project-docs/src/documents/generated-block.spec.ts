import { expect, it } from 'vitest';
import { MarkerError, withBlock, type GeneratedBlock } from './generated-block.js';

const block: GeneratedBlock = { name: 'metrics', markdown: '| a |' };
const begin = '<!-- metrics: generated -->';
const end = '<!-- /metrics -->';
const wanted = `# x\n\n${begin}\n<!-- prettier-ignore-start -->\n\n| a |\n\n<!-- prettier-ignore-end -->\n${end}\n\nend\n`;

it('stands between its markers, and all else stays', () => {
  expect(withBlock(`# x\n\n${begin}\n${end}\n\nend\n`, block)).toBe(wanted);
});

it('takes the place of an earlier one, and written again is the same', () => {
  expect(withBlock(wanted.replace('| a |', '| b |\n| c |'), block)).toBe(wanted);
  expect(withBlock(wanted, block)).toBe(wanted);
});

it.each([
  ['no marker', '# x\n', /generated --> is missing/],
  ['no end', `${begin}\n`, /\/metrics --> is missing/],
  ['the end first', `${end}\n${begin}\n`, /stands before/],
  ['two of them', `${begin}\n${end}\n${begin}\n${end}\n`, /twice/],
  ['one in the middle of a line', `see ${begin} and ${end}\n`, /is missing/],
])('is refused by a document with %s', (_what, document, message) => {
  expect(() => withBlock(document, block)).toThrow(MarkerError);
  expect(() => withBlock(document, block)).toThrow(message);
});
