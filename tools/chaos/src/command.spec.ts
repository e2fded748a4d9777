import { expect, it } from 'vitest';
import { startChaos } from './command.testing.js';

it.each([[['--seed', 'x']], [['--short', '--smoke']], [['--nothing']]])(
  'refuses %j before anything starts',
  async (args) => {
    const { code, stdout, stderr } = await startChaos(args).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
  },
);
