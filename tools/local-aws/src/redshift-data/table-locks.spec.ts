import { describe, expect, it } from 'vitest';
import { TableLocks, type LockMode } from './table-locks.js';

const never = new AbortController().signal;
const TABLE = 'public.t';

/** Owners who ask for the table in turn; what they were granted stands in the list. */
function start() {
  const locks = new TableLocks();
  const granted: string[] = [];
  const owners = new Map<string, object>();
  const owner = (name: string) => {
    const known = owners.get(name) ?? {};
    owners.set(name, known);
    return known;
  };
  return {
    granted,
    ask: async (name: string, mode: LockMode, { table = TABLE, signal = never } = {}) => {
      await locks.acquire(owner(name), table, mode, signal);
      granted.push(name);
    },
    release: (name: string) => locks.releaseAll(owner(name)),
  };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('a table lock', () => {
  it.each<readonly [LockMode, LockMode, boolean]>([
    ['share', 'share', true],
    ['share', 'write', true],
    ['share', 'exclusive', false],
    ['write', 'write', false],
    ['write', 'exclusive', false],
    ['exclusive', 'exclusive', false],
  ])('%s and %s together: %s', async (one, other, together) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const { ask, release, granted } = start();
      await ask('a', first);
      const later = ask('b', second);
      await soon();
      expect(granted).toEqual(together ? ['a', 'b'] : ['a']);
      release('a');
      await later;
    }
  });

  it('is not taken past those who wait for it', async () => {
    const { ask, release, granted } = start();
    await ask('reader', 'share');
    const all = [ask('locker', 'exclusive'), ask('late reader', 'share')];
    await soon();
    expect(granted).toEqual(['reader']);
    release('reader');
    await soon();
    expect(granted).toEqual(['reader', 'locker']);
    release('locker');
    await Promise.all(all);
  });

  it('is given to its holder before those who wait', async () => {
    const { ask, release, granted } = start();
    await ask('reader', 'share');
    const locker = ask('locker', 'exclusive');
    await ask('reader', 'exclusive');
    await ask('reader', 'write');
    release('reader');
    await locker;
    expect(granted).toEqual(['reader', 'reader', 'reader', 'locker']);
  });

  it('is no longer waited for after an abort, and lets the next through', async () => {
    const { ask, granted } = start();
    await ask('reader', 'share');
    const abort = new AbortController();
    const locker = ask('locker', 'exclusive', { signal: abort.signal });
    const next = ask('next', 'share');
    abort.abort(new Error('enough'));
    await expect(locker).rejects.toThrow('enough');
    await next;
    expect(granted).toEqual(['reader', 'next']);
  });

  it('ends a circle of three with the last who joins it', async () => {
    const { ask, release } = start();
    for (const name of ['a', 'b', 'c']) await ask(name, 'write', { table: name });
    const waiting = [ask('a', 'share', { table: 'b' }).catch(() => 'a'), ask('a', 'write', { table: 'b' })];
    await waiting[0];
    const b = ask('b', 'write', { table: 'c' });
    await expect(ask('c', 'write', { table: 'a' })).rejects.toThrow('deadlock detected');
    release('c');
    await b;
    release('b');
    await waiting[1];
  });

  it('of two readers who both want it alone goes to the first', async () => {
    const { ask, release } = start();
    await ask('a', 'share');
    await ask('b', 'share');
    const first = ask('a', 'exclusive');
    await expect(ask('b', 'exclusive')).rejects.toThrow('deadlock detected');
    release('b');
    await first;
  });
});
