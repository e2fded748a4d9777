import { describe, expect, it } from 'vitest';
import type { App } from './app.js';
import { artifactSettings } from './artifact-settings.js';
import { checkBudget } from './check-budget.js';

const meta = {
  inputs: {},
  outputs: {
    'apps/one/dist/handler.cjs': {
      bytes: 100,
      inputs: {
        'apps/one/src/handler.ts': { bytesInOutput: 10 },
        'node_modules/big/a.js': { bytesInOutput: 40 },
        'node_modules/big/b.js': { bytesInOutput: 20 },
      },
    },
    'apps/one/dist/later.cjs': { bytes: 50, inputs: { 'node_modules/big/a.js': { bytesInOutput: 50 } } },
  },
};
const bundle = [
  { name: 'handler.cjs', content: Buffer.alloc(100) },
  { name: 'later.cjs', content: Buffer.alloc(50) },
];
const app = (artifact: object): App => ({
  ...{ folder: '', folderName: 'one', name: '@sluice/one', version: '1', license: 'MIT' },
  ...{ dependencies: {}, externals: [], artifact: artifactSettings('package.json', artifact) },
});
const check = (artifact: object) => () => checkBudget(app(artifact), bundle, 'handler.cjs', meta);

describe('checkBudget', () => {
  it('takes a bundle that is as large as it may be', () => {
    expect(check({ maxBytes: 150, maxStartBytes: 100 })).not.toThrow();
    expect(check({})).not.toThrow();
  });

  it('counts all scripts for the one, and the one that starts for the other', () => {
    expect(check({ maxBytes: 149, maxStartBytes: 99 })).toThrow(/has 150 bytes, 1 more than maxBytes, 149/);
    expect(check({ maxBytes: 149, maxStartBytes: 99 })).toThrow(
      /has 100 bytes, 1 more than maxStartBytes, 99/,
    );
    expect(check({ maxBytes: 150, maxStartBytes: 99 })).not.toThrow(/maxBytes/);
  });

  it('says what it is full of, the largest first, and where the budget stands', () => {
    const message =
      /apps\/one\/package\.json[^]*110 {2}node_modules\/big\n[^]*10 {2}apps\/one\n[^]*90 {2}node_modules\/big\/a\.js\n/;
    expect(check({ maxBytes: 1 })).toThrow(message);
  });
});

describe('artifactSettings', () => {
  it('refuses what it does not know or cannot compare, all at once', () => {
    const stated = { maxByte: 5, maxBytes: '5', maxStartRatio: 0, startVariables: { A: 1 } };
    expect(() => artifactSettings('apps/one/package.json', stated)).toThrow(
      /^apps\/one\/package\.json: artifact\.maxByte is not known.*maxBytes is no positive.*maxStartRatio is no positive.*startVariables is no object of texts/,
    );
  });

  it('has a budget for an app that states none', () => {
    expect(artifactSettings('package.json').maxStartBytes).toBeGreaterThan(0);
  });
});
