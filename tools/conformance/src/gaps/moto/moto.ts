import type { Gap } from '../gaps.js';
import { cloudwatchGaps } from './cloudwatch.js';
import { kinesisGaps } from './kinesis.js';
import { lambdaGaps } from './lambda.js';
import { redshiftDataGaps } from './redshift-data.js';
import { s3Gaps } from './s3.js';
import { snsGaps } from './sns.js';
import { sqsGaps } from './sqs.js';
import { wireGaps } from './wire.js';

/** What moto's server does otherwise. A case that starts to pass fails the run until it is taken out. */
export const motoGaps: readonly Gap[] = [
  ...cloudwatchGaps,
  ...kinesisGaps,
  ...lambdaGaps,
  ...redshiftDataGaps,
  ...s3Gaps,
  ...snsGaps,
  ...sqsGaps,
  ...wireGaps,
];
