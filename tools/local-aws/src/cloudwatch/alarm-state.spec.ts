import { describe, expect, it } from 'vitest';
import { nextState, type AlarmStateValue, type MissingData } from './alarm-state.js';

const treatments: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const parse = (periods: string) =>
  periods.split(' ').map((each) => (each === '-' ? undefined : each === 'X'));

/** The tables in AWS's documentation of missing data; `keep` is the state that was. */
const cases = (
  rule: { evaluationPeriods: number; datapointsToAlarm: number },
  rows: readonly (readonly string[])[],
) =>
  describe(`${rule.datapointsToAlarm} out of ${rule.evaluationPeriods}`, () => {
    it.each(rows)('%s', (periods = '', ...expected) => {
      for (const current of ['OK', 'ALARM'] satisfies AlarmStateValue[]) {
        const states = treatments.map((treatMissingData) =>
          nextState({ ...rule, treatMissingData }, parse(periods), current),
        );
        expect(states).toEqual(expected.map((state) => (state === 'keep' ? current : state)));
      }
    });
  });

cases({ evaluationPeriods: 3, datapointsToAlarm: 3 }, [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  // The next data point may well be within the threshold.
  ['- - - - X', 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
  ['- - - X -', 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
  ['- - X - -', 'ALARM', 'keep', 'ALARM', 'OK'],
]);

cases({ evaluationPeriods: 3, datapointsToAlarm: 2 }, [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - X', 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', 'keep', 'ALARM', 'OK'],
  ['- X - X -', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
]);

cases({ evaluationPeriods: 1, datapointsToAlarm: 1 }, [
  ['- - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['X - 0', 'OK', 'OK', 'OK', 'OK'],
  // The last that is known goes on deciding for as long as it is within the range.
  ['X - -', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - -', 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
]);
