import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { minutesAgo, putMetricData } from './metric-data.js';

const dayMinutes = 24 * 60;

const put = (...data: readonly Partial<MetricDatum>[]) =>
  putMetricData(freshName('metrics'), ...data.map((each) => ({ MetricName: 'm', ...each })));

const invalidValue = { name: 'InvalidParameterValueException' };
/** Of a limit that the service's model states, or that it checks itself. */
const refused = { $fault: 'client', $metadata: { httpStatusCode: 400 } };

conformance('cloudwatch', 'metric limits', (conforms) => {
  conforms('refuses a datum without a value', async () => {
    await expect(put({})).rejects.toMatchObject(refused);
  });

  conforms('refuses a single value together with a list of values', async () => {
    await expect(put({ Value: 1, Values: [1] })).rejects.toMatchObject(refused);
  });

  conforms('refuses counts that do not match the values', async () => {
    await expect(put({ Values: [1, 2], Counts: [1] })).rejects.toMatchObject(invalidValue);
  });

  conforms('refuses numbers that are none', async () => {
    for (const Value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      await expect(put({ Value }), String(Value)).rejects.toMatchObject(invalidValue);
    }
  });

  conforms('refuses values beyond 2^360', async () => {
    await put({ Value: 2 ** 359 });
    await expect(put({ Value: 2 ** 361 })).rejects.toMatchObject(invalidValue);
    await expect(put({ Value: -(2 ** 361) })).rejects.toMatchObject(invalidValue);
  });

  conforms('takes timestamps of the last two weeks', async () => {
    await put({ Value: 1, Timestamp: minutesAgo(13 * dayMinutes) });
    await put({ Value: 1, Timestamp: minutesAgo(-110) });
  });

  conforms('refuses timestamps of more than two weeks ago', async () => {
    const old = put({ Value: 1, Timestamp: minutesAgo(15 * dayMinutes) });
    await expect(old).rejects.toMatchObject(invalidValue);
  });

  conforms('refuses timestamps more than two hours ahead', async () => {
    await expect(put({ Value: 1, Timestamp: minutesAgo(-130) })).rejects.toMatchObject(invalidValue);
  });

  conforms('takes 30 dimensions and refuses one more', async () => {
    const Dimensions = Array.from({ length: 31 }, (_, i) => ({ Name: `d${i}`, Value: 'v' }));
    await put({ Value: 1, Dimensions: Dimensions.slice(1) });
    await expect(put({ Value: 1, Dimensions })).rejects.toMatchObject(refused);
  });

  conforms('refuses more than 150 values in a datum', async () => {
    const Values = Array.from({ length: 151 }, (_, i) => i);
    await put({ Values: Values.slice(1) });
    await expect(put({ Values })).rejects.toMatchObject(refused);
  });

  conforms('refuses more than 1,000 metrics in a request', async () => {
    const data = Array.from({ length: 1_001 }, (_, i) => ({ MetricName: `m${i}`, Value: i }));
    await expect(put(...data)).rejects.toMatchObject(refused);
  });

  conforms('refuses a unit that there is not', async () => {
    await expect(put({ Value: 1, Unit: 'Rows' as 'Count' })).rejects.toMatchObject(refused);
  });

  conforms('refuses a resolution that is neither a second nor a minute', async () => {
    await expect(put({ Value: 1, StorageResolution: 5 })).rejects.toMatchObject(refused);
  });

  conforms('refuses a metric without a name', async () => {
    const unnamed = putMetricData(freshName('metrics'), { MetricName: undefined, Value: 1 });
    await expect(unnamed).rejects.toMatchObject(refused);
  });
});
