import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { createFunction } from '../resources/function.js';
import { getMetric, minutesAgo } from './metric-data.js';

/** Logs reach CloudWatch within seconds, what is in them within a minute or two. */
const waitSeconds = 180;

conformance('cloudwatch', 'embedded metrics', (conforms) => {
  conforms(
    'finds metrics in what a function writes, each in all its dimensions',
    { waitSeconds },
    async () => {
      const namespace = freshName('metrics');
      const directive = {
        Namespace: namespace,
        Dimensions: [['dataset'], []],
        Metrics: [{ Name: 'm', Unit: 'Count' }],
      };
      const [good, broken] = [
        { _aws: { CloudWatchMetrics: [directive] }, dataset: 'title-basics', m: [3, 4] },
        { _aws: { CloudWatchMetrics: [directive] }, dataset: 'title-basics', m: 'many' },
      ];
      const { name } = await createFunction(`
      exports.handler = async () => {
        for (const document of ${JSON.stringify([broken, good])}) {
          document._aws.Timestamp = Date.now();
          console.log(JSON.stringify(document));
        }
      };`);
      await clients.lambda.send(new InvokeCommand({ FunctionName: name }));
      const range = { namespace, from: minutesAgo(1), to: minutesAgo(-2), Unit: 'Count' } as const;
      const totalOf = async (dimensions: Record<string, string>) =>
        (await getMetric({ ...range, dimensions })).Values?.reduce((sum, value) => sum + value, 0);
      await eventually(async () => expect(await totalOf({ dataset: 'title-basics' })).toBe(7), waitSeconds);
      expect(await totalOf({})).toBe(7);
    },
  );
});
