import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createAlarm, describeAlarm, leastAlarm, type AlarmSettings } from '../resources/alarm.js';
import { freshName } from '../resources/fresh-name.js';

const { cloudWatch } = clients;

const setState = (AlarmName: string, StateValue: StateValue, StateReasonData?: string) =>
  cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a drill', StateReasonData }),
  );

const namesOf = async (AlarmNames: string[]) =>
  (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }))).MetricAlarms?.map(
    ({ AlarmName }) => AlarmName,
  );

conformance('cloudwatch', 'alarms', (conforms) => {
  conforms('describes an alarm with the defaults of what it was not told', async () => {
    const name = await createAlarm();
    const alarm = await describeAlarm(name);
    expect(alarm).toMatchObject({
      AlarmName: name,
      AlarmArn: expect.stringMatching(new RegExp(`^arn:aws:cloudwatch:[a-z0-9-]+:\\d{12}:alarm:${name}$`)),
      ...leastAlarm,
      Dimensions: [],
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      AlarmConfigurationUpdatedTimestamp: expect.any(Date),
      StateUpdatedTimestamp: expect.any(Date),
      StateTransitionedTimestamp: expect.any(Date),
    });
    const { AlarmDescription, DatapointsToAlarm, TreatMissingData, Unit } = alarm;
    expect({ AlarmDescription, DatapointsToAlarm, TreatMissingData, Unit }).toEqual({});
  });

  conforms('describes an alarm as it was put', async () => {
    const settings = {
      AlarmDescription: 'Rows wait <&> ü',
      ActionsEnabled: false,
      ExtendedStatistic: 'p95',
      Dimensions: [{ Name: 'Dataset', Value: 'title-basics' }],
      Unit: 'Seconds',
      Period: 300,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 0.5,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      TreatMissingData: 'breaching',
    } satisfies Partial<AlarmSettings>;
    const alarm = await describeAlarm(await createAlarm({ ...settings, Statistic: undefined }));
    expect(alarm).toMatchObject(settings);
    expect(alarm.Statistic).toBeUndefined();
  });

  conforms('replaces the settings of an alarm, and not its state', async () => {
    const name = await createAlarm({ AlarmDescription: 'first', TreatMissingData: 'ignore' });
    await setState(name, 'OK');
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        ...leastAlarm,
        AlarmName: name,
        Threshold: 7,
        TreatMissingData: 'ignore',
      }),
    );
    const alarm = await describeAlarm(name);
    expect(alarm).toMatchObject({ Threshold: 7, StateValue: 'OK', StateReason: 'a drill' });
    expect(alarm.AlarmDescription).toBeUndefined();
  });

  conforms('deletes alarms', async () => {
    const [gone, stays] = [await createAlarm(), await createAlarm()];
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [gone] }));
    expect(await namesOf([gone, stays])).toEqual([stays]);
  });

  conforms('deletes alarms beside names that no alarm has', async () => {
    const name = await createAlarm();
    const AlarmNames = [freshName('absent'), name];
    // Whether the others count as an error is not said.
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames })).catch(() => undefined);
    expect(await namesOf(AlarmNames)).toEqual([]);
  });

  conforms('sets the state of an alarm by hand', async () => {
    const name = await createAlarm({ TreatMissingData: 'ignore' });
    await setState(name, 'ALARM', '{"why":"a drill"}');
    expect(await describeAlarm(name)).toMatchObject({
      StateValue: 'ALARM',
      StateReason: 'a drill',
      StateReasonData: '{"why":"a drill"}',
    });
  });

  conforms('refuses a state that there is not, and reasons that are no JSON', async () => {
    const name = await createAlarm();
    await expect(setState(name, 'PANIC' as 'OK')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(setState(name, 'OK', 'because')).rejects.toMatchObject({ name: 'InvalidFormatFault' });
  });

  conforms('knows no state of an alarm that is not there', async () => {
    await expect(setState(freshName('absent'), 'OK')).rejects.toMatchObject({
      name: 'ResourceNotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
