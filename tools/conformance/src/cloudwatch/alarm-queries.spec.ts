import {
  DescribeAlarmsCommand,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
  type DescribeAlarmsCommandInput,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createAlarm, describeAlarm } from '../resources/alarm.js';
import { freshName } from '../resources/fresh-name.js';

const { cloudWatch } = clients;

const setState = (AlarmName: string, StateValue: StateValue) =>
  cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a drill' }));

const namesOf = async (query: DescribeAlarmsCommandInput) =>
  (await cloudWatch.send(new DescribeAlarmsCommand(query))).MetricAlarms?.map(({ AlarmName }) => AlarmName);

conformance('cloudwatch', 'alarm queries', (conforms) => {
  conforms('finds alarms by their names', async () => {
    const names = [await createAlarm(), await createAlarm()];
    await createAlarm();
    const found = await namesOf({ AlarmNames: [...names, freshName('absent')] });
    expect(found?.toSorted()).toEqual(names.toSorted());
  });

  conforms('finds alarms by the beginning of their names', async () => {
    const AlarmNamePrefix = freshName('group');
    const names = [
      await createAlarm({}, `${AlarmNamePrefix}-a`),
      await createAlarm({}, `${AlarmNamePrefix}-b`),
    ];
    const found = await namesOf({ AlarmNamePrefix });
    expect(found?.toSorted()).toEqual(names);
    const nested = `x-${AlarmNamePrefix}`;
    expect(await namesOf({ AlarmNamePrefix: nested })).toEqual([]);
  });

  conforms('finds alarms by their state', async () => {
    const AlarmNamePrefix = freshName('group');
    const kept = { TreatMissingData: 'ignore' };
    const [raised, calm] = [
      await createAlarm(kept, `${AlarmNamePrefix}-a`),
      await createAlarm(kept, `${AlarmNamePrefix}-b`),
    ];
    await setState(raised, 'ALARM');
    await setState(calm, 'OK');
    const inState = (StateValue: StateValue) => namesOf({ AlarmNamePrefix, StateValue });
    expect(await inState('ALARM')).toEqual([raised]);
    expect(await inState('OK')).toEqual([calm]);
    expect(await inState('INSUFFICIENT_DATA')).toEqual([]);
  });

  conforms('finds alarms by the beginning of what they do', async () => {
    const topicArn = (await describeAlarm(await createAlarm())).AlarmArn?.replace(
      /^arn:aws:cloudwatch:(.*):alarm:.*/,
      `arn:aws:sns:$1:${freshName('topic')}`,
    ) as string;
    const name = await createAlarm({ OKActions: [topicArn] });
    expect(await namesOf({ ActionPrefix: topicArn })).toEqual([name]);
  });

  conforms('gives alarms in pages', async () => {
    const AlarmNamePrefix = freshName('group');
    const names = ['a', 'b', 'c'].map((each) => `${AlarmNamePrefix}-${each}`);
    for (const name of names) await createAlarm({}, name);
    const pages: (string | undefined)[][] = [];
    const paging = { client: cloudWatch, pageSize: 2 };
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(paging, { AlarmNamePrefix })) {
      pages.push(MetricAlarms.map(({ AlarmName }) => AlarmName));
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 1]);
    expect(pages.flat().toSorted()).toEqual(names);
  });

  conforms('refuses names and a prefix at once', async () => {
    const both = new DescribeAlarmsCommand({ AlarmNames: ['a'], AlarmNamePrefix: 'a' });
    await expect(cloudWatch.send(both)).rejects.toMatchObject({ $fault: 'client' });
  });

  conforms('refuses pages of more than a hundred', async () => {
    const query = cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 101 }));
    await expect(query).rejects.toMatchObject({ name: 'ValidationException' });
  });

  conforms('refuses a token that it did not give', async () => {
    const query = cloudWatch.send(new DescribeAlarmsCommand({ NextToken: 'a token of my own' }));
    await expect(query).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });
});
