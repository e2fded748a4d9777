import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf, FakeDelivery, good, noise, noisy, shardRecords, unavailable } from './delivery.testing.js';

const maxMessageBytes = 2_500;

/** A record, as little as it takes to make it again. */
type Kind = readonly ['good' | 'noisy' | 'unrouted' | 'bytes' | 'nonsense' | 'lines', number];

function contentOf([kind, size]: Kind, number: number): unknown {
  if (kind === 'good') return good(number);
  if (kind === 'noisy') return noisy(number, size);
  if (kind === 'lines')
    return Buffer.from(
      linesOf(number, size)
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
  // Of two bytes and of three a character, and half a surrogate pair in JSON's own words.
  if (kind === 'unrouted') return { dataset: `é€😀${noise(number, size)}\ud800` };
  if (kind === 'bytes') return Buffer.from(noise(number, size));
  return { dataset: 'title-basics', data: { tconst: 'x'.repeat(size) } };
}

const kinds: fc.Arbitrary<Kind> = fc.tuple(
  fc.constantFrom('good', 'noisy', 'unrouted', 'bytes', 'nonsense', 'lines'),
  fc.oneof({ weight: 6, arbitrary: fc.nat(400) }, fc.nat(3 * maxMessageBytes)),
);
const inputs = fc.array(kinds, { maxLength: 60 });
/** So many that calls begin, and fail, while records are judged. */
const longInputs = fc.array(kinds, { maxLength: 100, size: 'max' });
/** What becomes of one message after the other. */
const refusals = fc.array(fc.constantFrom('taken', 'taken', 'taken', 'throttled', 'too long'), {
  maxLength: 60,
  size: 'max',
});
const stores = fc.array(fc.boolean(), { maxLength: 10 });

const recordsOf = (input: readonly Kind[]) => shardRecords(input.map(contentOf));

/** Several payloads in a record, of two datasets, some of them large. */
const linesOf = (number: number, size: number): unknown[] =>
  Array.from({ length: 2 + (size % 4) }, (_, line) =>
    line % 2 === 0
      ? good(number)
      : noisy(number + line, size % 1_500, line % 4 === 1 ? 'title-ratings' : 'x'),
  );

/** Ids of each record's payloads, record by record. */
const idsOf = (input: readonly Kind[]): string[][] =>
  recordsOf(input).map(({ shardId, sequenceNumber }, position) => {
    const [kind, size] = input[position] ?? ['good', 0];
    const id = `ratings/${shardId}:${sequenceNumber}`;
    if (kind !== 'lines') return [id];
    return linesOf(position, size).map((_, line) => `${id}:${String(line).padStart(6, '0')}`);
  });

const sentIds = (fake: FakeDelivery): string[] =>
  fake.taken
    .flatMap(({ content }) => [...content.rows, ...content.rejects].map(({ recordId }) => recordId))
    .sort();

it('sends every record once, in messages within their bytes, in order within its dataset', async () => {
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const fake = new FakeDelivery();
      const outcome = await fake.deliver(recordsOf(input), { maxMessageBytes });
      expect(outcome.firstUnsent).toBeUndefined();
      expect(sentIds(fake)).toEqual(idsOf(input).flat().sort());
      for (const { message, batch } of fake.taken)
        if (batch.content.kind === 'inline') expect(bytesOf(message)).toBeLessThanOrEqual(maxMessageBytes);
        else expect(batch.rows + batch.rejects).toBe(1);
      for (const dataset of new Set(fake.taken.map(({ batch }) => batch.dataset))) {
        const messages = fake.taken
          .filter(({ batch }) => batch.dataset === dataset)
          .map(({ content }) =>
            [content.rows, content.rejects].map((all) => all.map(({ recordId }) => recordId)),
          )
          .map((lists) => ({ lists, all: lists.flat().sort() }))
          .sort((one, other) => ((one.all[0] ?? '') < (other.all[0] ?? '') ? -1 : 1));
        const inOrder = messages.flatMap(({ all }) => all);
        expect(inOrder).toEqual([...inOrder].sort());
        for (const list of messages.flatMap(({ lists }) => lists)) expect(list).toEqual([...list].sort());
        const counts = fake.taken.filter(({ batch }) => batch.dataset === dataset).map(({ batch }) => batch);
        const told = outcome.datasets[dataset];
        expect(told).toMatchObject({
          rows: counts.reduce((sum, { rows }) => sum + rows, 0),
          rejects: counts.reduce((sum, { rejects }) => sum + rejects, 0),
          messages: counts.length,
          claims: counts.filter(({ content }) => content.kind === 'claim').length,
        });
        expect(Object.values(told?.reasons ?? {}).reduce((sum, count) => sum + count, 0)).toBe(told?.rejects);
      }
      expect(new Set(fake.taken.map(({ batch }) => batch.batchId)).size).toBe(fake.taken.length);
    }),
    { seed: 11, numRuns: 50 },
  );
});

it('makes the same messages of the same records, however long anything takes', async () => {
  const bodies = (fake: FakeDelivery) => fake.taken.map(({ message }) => message.body).sort();
  await fc.assert(
    fc.asyncProperty(inputs, fc.array(fc.nat(3), { minLength: 1 }), async (input, turns) => {
      const [prompt, slow] = [new FakeDelivery(), new FakeDelivery()];
      let calls = 0;
      const wait = async () => {
        for (let left = turns[calls++ % turns.length] ?? 0; left > 0; left--)
          await new Promise((resolve) => setImmediate(resolve));
      };
      const { gzip } = slow.codec;
      slow.codec.gzip = async (text) => (await wait(), gzip(text));
      slow.answer = wait;
      slow.store = wait;
      await prompt.deliver(recordsOf(input), { maxMessageBytes });
      await slow.deliver(recordsOf(input), { maxMessageBytes });
      expect(bodies(slow)).toEqual(bodies(prompt));
    }),
    { seed: 12, numRuns: 30 },
  );
});

it('tells the first record that is not wholly on the queue, whatever fails; from there on it is all sent', async () => {
  await fc.assert(
    fc.asyncProperty(longInputs, refusals, stores, fc.nat(80), async (input, refused, stored, aborted) => {
      const fake = new FakeDelivery();
      const controller = new AbortController();
      let [messages, objects] = [0, 0];
      fake.refuse = () => {
        if (messages === aborted) controller.abort();
        const outcome = refused[messages++] ?? 'taken';
        if (outcome === 'taken') return undefined;
        return { code: outcome, senderFault: outcome === 'too long' };
      };
      fake.store = async () => {
        if (stored[objects++] === false) throw unavailable('SlowDown');
      };
      const records = recordsOf(input);
      const { firstUnsent, code, datasets } = await fake.deliver(
        records,
        { maxMessageBytes },
        controller.signal,
      );
      const expected = idsOf(input);
      const sent = new Set(sentIds(fake));
      expect(sent.size).toBe(sentIds(fake).length);
      for (const id of expected.slice(0, firstUnsent).flat()) expect(sent).toContain(id);
      if (firstUnsent !== undefined) expect(expected[firstUnsent]?.every((id) => sent.has(id))).toBe(false);
      expect(code === undefined).toBe(firstUnsent === undefined);
      const counted = Object.values(datasets).reduce((sum, { rows, rejects }) => sum + rows + rejects, 0);
      expect(counted).toBe(sent.size);
      // What Lambda hands over again is exactly the rest.
      fake.refuse = () => undefined;
      fake.store = async () => undefined;
      const rest = await fake.deliver(records.slice(firstUnsent ?? input.length), { maxMessageBytes });
      expect(rest.firstUnsent).toBeUndefined();
      expect([...new Set(sentIds(fake))].sort()).toEqual(expected.flat().sort());
    }),
    { seed: 13, numRuns: 30 },
  );
});
