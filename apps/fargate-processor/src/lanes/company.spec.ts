import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Company } from './company.js';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

it('lets one be alone, and all others be together; everybody gets a turn, failing or not', async () => {
  const one = fc.record({
    isAlone: fc.boolean(),
    asksAfter: fc.nat(40),
    takes: fc.nat(12),
    fails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 12 }), async (all) => {
      const company = new Company();
      const underWay = new Set<object>();
      let mostTogether = 0;
      const done = all.map(async (each) => {
        await turns(each.asksAfter);
        return company[each.isAlone ? 'alone' : 'together'](async () => {
          underWay.add(each);
          const others = [...underWay].filter((other) => other !== each) as (typeof each)[];
          if (each.isAlone) expect(others).toEqual([]);
          expect(others.filter(({ isAlone }) => isAlone)).toEqual([]);
          mostTogether = Math.max(mostTogether, underWay.size);
          await turns(each.takes);
          underWay.delete(each);
          if (each.fails) throw new Error('failed');
          return each;
        });
      });
      const ended = await Promise.allSettled(done);
      expect(ended.map(({ status }) => status)).toEqual(
        all.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
      );
      if (all.length > 0) expect(mostTogether).toBeGreaterThan(0);
    }),
  );
});

it('lets those who come together be at it at once: the first waits for the second', async () => {
  const company = new Company();
  let open!: () => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = company.together(() => gate);
  await company.together(async () => open());
  await first;
});

it('keeps the order of asking, so that nobody waits for ever', async () => {
  const company = new Company();
  const order: string[] = [];
  let open!: () => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const say = (what: string) => () => Promise.resolve(void order.push(what));
  const all = [
    company.together(() => gate),
    company.alone(say('alone')),
    company.together(say('together, later')),
  ];
  await turns(20);
  expect(order).toEqual([]);
  open();
  await Promise.all(all);
  expect(order).toEqual(['alone', 'together, later']);
});
