import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect, onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { target } from '../target.js';
import { send } from '../wire/send.js';
import { signedRequest } from '../wire/signed-request.js';

const { cloudWatch } = clients;

conformance('cloudwatch', 'requests', (conforms) => {
  conforms('has no such operation', async () => {
    const request = await signedRequest(cloudWatch, new DescribeAlarmsCommand({}), (draft) => {
      draft.headers['x-amz-target'] = 'GraniteServiceVersion20100801.Nonsense';
    });
    const { status, body } = await send(request);
    expect([400, 404]).toContain(status);
    expect(body).toContain('UnknownOperationException');
  });

  conforms('refuses a body that is no JSON', async () => {
    const request = await signedRequest(cloudWatch, new DescribeAlarmsCommand({}), (draft) => {
      draft.body = '{"AlarmNames":';
    });
    const { status, body } = await send(request);
    expect(status).toBe(400);
    expect(body).toContain('SerializationException');
  });

  conforms('refuses a field of another type', async () => {
    const request = await signedRequest(cloudWatch, new DescribeAlarmsCommand({}), (draft) => {
      draft.body = JSON.stringify({ AlarmNames: { not: 'a list' } });
    });
    const { status, body } = await send(request);
    expect(status).toBe(400);
    expect(body).toContain('SerializationException');
  });

  conforms('refuses a compressed body that is not', async () => {
    const command = new PutMetricDataCommand({
      Namespace: freshName('metrics'),
      MetricData: [{ MetricName: 'm', Value: 1 }],
    });
    const request = await signedRequest(cloudWatch, command, (draft) => {
      draft.headers['content-encoding'] = 'gzip';
    });
    expect((await send(request)).status).toBe(400);
  });

  conforms('refuses bodies of more than a megabyte', async () => {
    const Value = 'v'.repeat(1_000);
    const Dimensions = Array.from({ length: 10 }, (_, i) => ({ Name: `d${i}`, Value }));
    const MetricData = Array.from({ length: 120 }, (_, i) => ({ MetricName: `m${i}`, Value: i, Dimensions }));
    const input = { Namespace: freshName('metrics'), MetricData };
    const { region, endpoint, credentials } = target;
    const uncompressed = new CloudWatchClient({
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
      maxAttempts: 1,
      disableRequestCompression: true,
    });
    onTestFinished(() => uncompressed.destroy());
    await expect(uncompressed.send(new PutMetricDataCommand(input))).rejects.toMatchObject({
      $metadata: { httpStatusCode: expect.toBeOneOf([400, 413]) },
    });
  });
});
