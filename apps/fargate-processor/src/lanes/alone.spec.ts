import { expect, it } from 'vitest';
import { warehouseEnvironment } from '../warehouse.testing.js';
import { Company } from './company.js';
import { startLane, until } from './lane-run.testing.js';
import { message } from './row-messages.testing.js';
import { runRowsLane } from './rows-lane.js';

it('what was tried in vain again and again is not even counted before it is alone in the process', async () => {
  const environment = warehouseEnvironment(undefined, { MICRO_BATCH_MAX_AGE_SECONDS: 0.01, MAX_ATTEMPTS: 9 });
  for (const attempt of [1, 2]) expect(await environment.attempts.record('again')).toBe(attempt);
  const company = new Company();
  let fileEnds!: () => void;
  const file = company.together(() => new Promise<void>((resolve) => (fileEnds = resolve)));
  const lane = startLane(runRowsLane, environment, undefined, company);

  environment.inbox.push([message('again', {}, 3)]);
  await until(() => expect(lane.activity.held).toBe(1));
  environment.inbox.push([message('first')]);
  await until(() => expect(lane.activity.held).toBe(2));
  expect(environment.runs).toEqual([]);
  expect(await environment.attempts.count('again')).toBe(2);

  fileEnds();
  await file;
  await until(() => expect(environment.runs).toEqual([['again'], ['first']]));
  lane.stop();
  await lane.ended;
});

it('what comes again a first time keeps its company', async () => {
  const environment = warehouseEnvironment(undefined, {
    MICRO_BATCH_MAX_AGE_SECONDS: 0.01,
    MICRO_BATCH_MAX_SOURCES: 1000,
  });
  const company = new Company();
  let fileEnds!: () => void;
  const file = company.together(() => new Promise<void>((resolve) => (fileEnds = resolve)));
  const lane = startLane(runRowsLane, environment, undefined, company);
  environment.inbox.push([message('again', {}, 2)]);
  await until(() => expect(environment.runs).toEqual([['again']]));
  fileEnds();
  await file;
  lane.stop();
  await lane.ended;
});
