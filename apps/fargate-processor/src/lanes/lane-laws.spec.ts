import { DataApiUnavailableError, StatementFailedError } from '@sluice/redshift-data-api';
import { QueueUnavailableError } from '@sluice/message-queue';
import { ObjectStoreUnavailableError } from '@sluice/object-store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { warehouseEnvironment } from '../warehouse.testing.js';
import { startLane, until } from './lane-run.testing.js';
import { acknowledged, message, parked, settledOnce } from './row-messages.testing.js';
import { runRowsLane } from './rows-lane.js';

/** What a transaction comes to; `broken`: it finds the warehouse away, and so do the next few who ask. */
const fates = ['committed', 'refused', 'unknown', 'away', 'broken'] as const;

const scenario = fc.record({
  messages: fc.array(
    fc.record({ source: fc.nat({ max: 3 }), receiveCount: fc.integer({ min: 1, max: 4 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  fates: fc.array(fc.constantFrom(...fates), { maxLength: 6 }),
  /** Whether each thing that is sent, and each that is counted, can be. */
  sends: fc.array(fc.boolean(), { maxLength: 3 }),
  counts: fc.array(fc.boolean(), { maxLength: 3 }),
  maxSources: fc.constantFrom(2, 10, 100),
  stopsAtOnce: fc.boolean(),
});

it('ends every message once, in whatever order things fail, halt and stop', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ messages, maxSources, stopsAtOnce, ...given }) => {
      const script = [...given.fates];
      const [sends, counts] = [[...given.sends], [...given.counts]];
      let brokenAsks = 0;
      const environment = warehouseEnvironment(
        () => {
          switch (script.shift()) {
            case 'refused':
              throw new StatementFailedError('refused', { code: '22001' });
            case 'unknown':
              throw new StatementFailedError('something new', { code: 'unknown' });
            case 'broken':
              brokenAsks = 3;
              throw new DataApiUnavailableError('broken', { code: 'ECONNREFUSED' });
            case 'away':
              throw new DataApiUnavailableError('away', { code: 'ECONNREFUSED' });
          }
        },
        { MICRO_BATCH_MAX_SOURCES: maxSources, MICRO_BATCH_MAX_AGE_SECONDS: 0.02, MAX_LOAD_RUNS: 1 },
      );
      const { send } = environment.queue;
      environment.queue.send = async (url, sent) => {
        if (sends.shift() === false)
          throw new QueueUnavailableError('SendMessage', url, 'ServiceUnavailable', { cause: undefined });
        return send(url, sent);
      };
      const { putIfAbsent } = environment.objects;
      environment.objects.putIfAbsent = async (location, body) => {
        if (counts.shift() === false)
          throw new ObjectStoreUnavailableError('PutObject', location, 'SlowDown', { cause: undefined });
        return putIfAbsent(location, body);
      };
      const receipts = messages.map((_, index) => `receipt-${index}`);
      const carried = messages.map(({ source, receiveCount }, index) =>
        message(`source-${source}`, {}, receiveCount, receipts[index]),
      );
      environment.inbox.push(carried.slice(0, 3), carried.slice(3));
      const unmet = { what: 'the warehouse cannot be asked', detail: 'broken', fields: {} };
      const lane = startLane(runRowsLane, environment, () => (brokenAsks-- > 0 ? [unmet] : []));
      await until(() => expect(environment.inbox).toEqual([]));
      if (!stopsAtOnce) await until(() => expect(lane.activity.settled).toBe(messages.length));
      lane.stop();
      await lane.ended;

      settledOnce(environment, receipts);
      expect(lane.activity.held).toBe(0);
      const done = new Set([
        ...environment.ledger.keys(),
        ...parked(environment).map(({ sourceId }) => sourceId),
      ]);
      const givenUp = environment.effects.flatMap((effect) =>
        effect.do === 'send' && effect.queue === 'rows-dlq' ? [effect.message.body] : [],
      );
      for (const receipt of acknowledged(environment)) {
        const at = receipts.indexOf(receipt);
        const isAccounted =
          done.has(`source-${messages[at]?.source}`) || givenUp.includes(carried[at]?.body ?? '');
        expect(isAccounted, `${receipt} is gone`).toBe(true);
      }
      const held = environment.effects.filter(({ do: what }) => what === 'protect').length;
      expect(environment.effects.filter(({ do: what }) => what === 'unprotect')).toHaveLength(held);
    }),
    { numRuns: 12 },
  );
});
