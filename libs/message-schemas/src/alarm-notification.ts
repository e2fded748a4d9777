import * as z from 'zod/mini';

/**
 * A CloudWatch alarm as SNS delivers it in `Sns.Message`, as far as it is used.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export const alarmNotificationSchema = z.object({
  AlarmName: z.string(),
  NewStateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  OldStateValue: z.optional(z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'])),
  NewStateReason: z.optional(z.string()),
  StateChangeTime: z.optional(z.string()),
});

/** One message that SNS delivered to a function. */
export const snsRecordSchema = z.object({
  EventSource: z.literal('aws:sns'),
  Sns: z.object({ TopicArn: z.string(), Subject: z.nullish(z.string()), Message: z.string() }),
});

/** The event of a function that is subscribed to a topic. */
export const snsEventSchema = z.object({ Records: z.array(snsRecordSchema).check(z.minLength(1)) });

/** What the redrive's own schedule sends. With `dryRun` it decides and says so, and does nothing. */
export const redriveScheduleSchema = z.object({
  source: z.literal('sluice.redrive-schedule'),
  dryRun: z.optional(z.boolean()),
});

export type AlarmNotification = z.infer<typeof alarmNotificationSchema>;
export type SnsEvent = z.infer<typeof snsEventSchema>;
