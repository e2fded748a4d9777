import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeDeployment } from './deployment/size-deployment.js';
import { freshnessCurve } from './freshness.js';
import { totalByService } from './line.js';
import { reportOn } from './report.js';
import { inputsOf, prices, topology } from './repository.testing.js';

const gb = fc.double({ min: 0, max: 5000, noNaN: true });
const rate = fc.double({ min: 0, max: 50_000, noNaN: true });
const factor = fc.double({ min: 1, max: 10, noNaN: true });
const runs = { numRuns: 60 };
/** Sums of floating point differ in their last digits. */
const atLeast = (value: number) => value - Math.abs(value) * 1e-9 - 1e-9;

const size = (...given: Parameters<typeof inputsOf>) => sizeDeployment(inputsOf(...given), topology, prices);

describe('whatever comes in', () => {
  it('costs no less when more of it comes, and needs no fewer shards, tasks or RPU', () => {
    fc.assert(
      fc.property(gb, rate, factor, factor, (gbPerDay, records, moreFiles, moreRecords) => {
        const less = size(gbPerDay, records);
        const more = size(gbPerDay * moreFiles, records * moreRecords);
        expect(more.usdPerMonth).toBeGreaterThanOrEqual(atLeast(less.usdPerMonth));
        expect(more.shards).toBeGreaterThanOrEqual(less.shards);
        expect(more.tasks.average).toBeGreaterThanOrEqual(less.tasks.average);
        expect(more.warehouse.rpu).toBeGreaterThanOrEqual(less.warehouse.rpu);
      }),
      runs,
    );
  });

  it('adds up: lines to the total, services to the total, in each alternative', () => {
    fc.assert(
      fc.property(gb, rate, (gbPerDay, records) => {
        const { deployment, alternatives } = reportOn(inputsOf(gbPerDay, records), topology, prices);
        for (const { lines, usdPerMonth } of [deployment, ...alternatives]) {
          const sum = lines.reduce(
            (all, { quantity, price }) => all + quantity * prices.prices[price].value,
            0,
          );
          expect(usdPerMonth).toBeCloseTo(sum, 6);
          expect([...totalByService(lines).values()].reduce((all, usd) => all + usd, 0)).toBeCloseTo(sum, 6);
          expect(Math.min(0, ...lines.map(({ usd }) => usd))).toBe(0);
        }
      }),
      runs,
    );
  });

  it('has a warehouse that is awake for no more than the active time, and keeps up', () => {
    fc.assert(
      fc.property(gb, rate, fc.double({ min: 1, max: 24, noNaN: true }), (gbPerDay, records, hoursPerDay) => {
        const { warehouse, volumes } = size(gbPerDay, records, { hoursPerDay });
        expect(warehouse.awakeHours * 3600).toBeLessThanOrEqual(volumes.activeSecondsPerMonth * (1 + 1e-9));
        const megabytes = (volumes.fileBytesPerSecond + volumes.streamBytesPerSecond) / 1e6;
        expect(warehouse.rpu * 0.7).toBeGreaterThanOrEqual(atLeast(megabytes));
      }),
      runs,
    );
  });
});

describe('the curve of freshness', () => {
  it('never rises with the age of a batch', () => {
    fc.assert(
      fc.property(rate, fc.constantFrom(8, 24), (records, hoursPerDay) => {
        const curve = freshnessCurve(inputsOf(0, records), hoursPerDay, topology, prices);
        for (const [index, point] of curve.slice(1).entries())
          expect(point.usdPerMonth).toBeLessThanOrEqual((curve[index]?.usdPerMonth ?? 0) * (1 + 1e-9));
      }),
      runs,
    );
  });

  it('is flat up to a minute, and halves from there to two', () => {
    const [at15, at30, at60, at120] = freshnessCurve(inputsOf(0, 50), 24, topology, prices);
    // 8 RPU awake for 730 h at $0.375.
    for (const point of [at15, at30, at60]) expect(point?.usdPerMonth).toBeCloseTo(2190, 6);
    expect(at120?.usdPerMonth).toBeCloseTo(1095, 6);
    expect(at120).toMatchObject({ wakeUpsPerDay: 720, intervalSeconds: 120 });
  });

  it('leaves files out', () => {
    const alone = freshnessCurve(inputsOf(0, 50), 24, topology, prices);
    expect(freshnessCurve(inputsOf(500, 50), 24, topology, prices)).toEqual(alone);
  });
});
