import { beforeEach, describe, expect, it } from 'vitest';
import type { Instance } from '../kernel/ports.js';
import type { AlarmConfig } from './alarm-config.js';
import { Alarm, type StateChange } from './alarm.js';
import { MetricStore } from './metric-store.js';

const metric = { namespace: 'Sluice', name: 'lag', dimensions: {} };
const config: AlarmConfig = {
  name: 'late',
  description: undefined,
  metric,
  statistic: 'Maximum',
  unit: undefined,
  periodSeconds: 300,
  evaluationPeriods: 1,
  datapointsToAlarm: undefined,
  threshold: 1,
  comparison: 'GreaterThanThreshold',
  treatMissingData: 'notBreaching',
  actionsEnabled: true,
  actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] },
};

let now: number;
let store: MetricStore;
let changes: StateChange[];

const at = (time: string) => Date.parse(`2026-03-14T${time}Z`);

beforeEach(() => {
  now = at('09:00:00');
  store = new MetricStore(1);
  changes = [];
});

const put = (time: string, value: number) =>
  store.put(metric, new Map([[value, 1]]), {
    timestampMs: at(time),
    unit: 'Seconds',
    storageResolutionSeconds: 60,
  });

function create(settings: Partial<AlarmConfig> = {}) {
  const instance = { region: 'eu-central-1', accountId: '0', waitScale: 1, clock: { now: () => now } };
  const alarm = new Alarm({ ...config, ...settings }, instance as unknown as Instance, (_, change) =>
    changes.push(change),
  );
  /** Looks at a time of that day. */
  const look = (time: string) => {
    now = at(time);
    alarm.evaluate(store);
    return alarm.state;
  };
  return { alarm, look };
}

describe('an alarm', () => {
  it('looks at the minutes up to now, whatever the clock says of its periods', () => {
    const { look } = create();
    put('09:01:20', 5);
    // The minute is not over; then minutes 8:57 to 9:01 are the period, and at last 9:02 to 9:06.
    expect(look('09:01:59').value).toBe('OK');
    const { value, reason, reasonData } = look('09:02:05');
    expect(value).toBe('ALARM');
    expect(reason).toBe(
      'Threshold Crossed: 1 datapoint [5.0 (14/03/26 08:57:00)] was greater than the threshold (1.0).',
    );
    expect(JSON.parse(reasonData ?? '')).toEqual({
      version: '1.0',
      queryDate: '2026-03-14T09:02:05.000+0000',
      startDate: '2026-03-14T08:57:00.000+0000',
      statistic: 'Maximum',
      period: 300,
      recentDatapoints: [5],
      threshold: 1,
      evaluatedDatapoints: [{ timestamp: '2026-03-14T08:57:00.000+0000', sampleCount: 1, value: 5 }],
    });
    put('09:04:00', 0);
    expect(look('09:06:30').value).toBe('ALARM');
    expect(look('09:07:30').value).toBe('OK');
  });

  it('acts on changes only', () => {
    const { look } = create({ periodSeconds: 60 });
    for (const minute of ['01', '02', '03']) put(`09:${minute}:00`, 5);
    put('09:04:00', 0);
    for (const minute of ['02', '03', '04', '05']) look(`09:${minute}:10`);
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      ['INSUFFICIENT_DATA', 'ALARM'],
      ['ALARM', 'OK'],
    ]);
  });

  it('goes on with what it last saw for two periods more, then treats it as missing', () => {
    const { look } = create({ periodSeconds: 60 });
    put('09:01:00', 5);
    const states = ['02', '03', '04', '05'].map((minute) => look(`09:${minute}:10`).value);
    expect(states).toEqual(['ALARM', 'ALARM', 'ALARM', 'OK']);
    expect(changes.at(-1)?.reason).toBe(
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    );
  });

  it('counts the periods that speak for each state where not all have to', () => {
    const { look } = create({ periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 2 });
    put('09:01:00', 5);
    put('09:02:00', 0);
    put('09:03:00', 7);
    expect(look('09:04:00')).toMatchObject({
      value: 'ALARM',
      reason:
        'Threshold Crossed: 2 out of the last 3 datapoints [7.0 (14/03/26 09:03:00), 5.0 (14/03/26 09:01:00)] were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
    });
    put('09:04:00', 0.5);
    expect(look('09:05:00')).toMatchObject({
      value: 'OK',
      reason:
        'Threshold Crossed: 2 out of the last 3 datapoints [0.5 (14/03/26 09:04:00), 0.0 (14/03/26 09:02:00)] were not greater than the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).',
    });
  });

  it('keeps its state when it is configured anew, and then says what the new settings say', () => {
    const { alarm, look } = create({ periodSeconds: 60 });
    put('09:01:00', 5);
    look('09:02:00');
    alarm.configure({ ...config, periodSeconds: 60, threshold: 6 });
    expect(alarm.state.value).toBe('ALARM');
    expect(look('09:02:30').value).toBe('OK');
  });

  it('tells a state that is said again from one that changed', () => {
    const { alarm } = create();
    alarm.set('ALARM', 'first');
    now += 60_000;
    alarm.set('ALARM', 'second');
    expect(alarm.state).toMatchObject({
      reason: 'second',
      transitionedMs: at('09:00:00'),
      updatedMs: at('09:01:00'),
    });
    expect(changes).toHaveLength(1);
  });
});
