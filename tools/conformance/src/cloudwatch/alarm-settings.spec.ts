import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createAlarm, type AlarmSettings } from '../resources/alarm.js';
import { freshName } from '../resources/fresh-name.js';
import { target } from '../target.js';

const validation = {
  name: 'ValidationException',
  $metadata: { httpStatusCode: 400 },
};

const refuses = (settings: Partial<AlarmSettings>) =>
  expect(createAlarm(settings)).rejects.toMatchObject(validation);

conformance('cloudwatch', 'alarm settings', (conforms) => {
  conforms('takes periods of 10 and 30 seconds and of whole minutes', async () => {
    for (const Period of [10, 30, 60, 300, 3_600]) await createAlarm({ Period });
  });

  // Where waits are scaled, the periods of a scaled deployment are shorter than those of AWS.
  if (target.waitScale === 1) {
    conforms('refuses other periods', async () => {
      for (const Period of [1, 45, 90]) await refuses({ Period });
    });
  }

  conforms('refuses a period of no time', () => refuses({ Period: 0 }));

  conforms('looks back at most a day with periods below an hour', async () => {
    await createAlarm({ Period: 60, EvaluationPeriods: 1_440 });
    await refuses({ Period: 60, EvaluationPeriods: 1_441 });
  });

  conforms('looks back at most a week', async () => {
    await createAlarm({ Period: 3_600, EvaluationPeriods: 168 });
    await refuses({ Period: 3_600, EvaluationPeriods: 169 });
  });

  conforms('refuses more datapoints to alarm than periods', () =>
    refuses({ EvaluationPeriods: 1, DatapointsToAlarm: 2 }),
  );

  conforms('needs a metric', () => refuses({ MetricName: undefined }));

  conforms('needs a namespace', () => refuses({ Namespace: undefined }));

  conforms('needs a period', () => refuses({ Period: undefined }));

  conforms('needs a threshold', () => refuses({ Threshold: undefined }));

  conforms('needs a statistic', () => refuses({ Statistic: undefined }));

  conforms('refuses two statistics', () => refuses({ Statistic: 'Sum', ExtendedStatistic: 'p95' }));

  conforms('refuses a comparison that there is not', () =>
    refuses({ ComparisonOperator: 'About' as 'GreaterThanThreshold' }),
  );

  conforms('refuses a treatment of missing data that there is not', () =>
    refuses({ TreatMissingData: 'guess' }),
  );

  conforms('refuses a unit that there is not', () => refuses({ Unit: 'Rows' as 'Count' }));

  conforms('takes a name of 255 characters and refuses a longer one', async () => {
    const name = freshName('alarm').padEnd(255, 'x');
    await createAlarm({}, name);
    await expect(createAlarm({}, `${name}x`)).rejects.toMatchObject(validation);
  });

  conforms('refuses more than five actions for a state', async () => {
    const arns = Array.from({ length: 6 }, (_, i) => `arn:aws:sns:${target.region}:000000000000:topic-${i}`);
    await refuses({ AlarmActions: arns });
  });
});
