import {
  alarmNotificationSchema,
  redriveScheduleSchema,
  snsEventSchema,
  type AlarmNotification,
} from '@sluice/message-schemas';

/** Why the function runs. */
export type Trigger =
  | { readonly kind: 'schedule' }
  | { readonly kind: 'alarm'; readonly alarm: AlarmNotification }
  | { readonly kind: 'unknown'; readonly problem: string };

/** Reads an event: the schedule's own, or one trigger for each message that SNS delivered. */
export function readTriggers(event: unknown): readonly Trigger[] {
  if (redriveScheduleSchema.safeParse(event).success) return [{ kind: 'schedule' }];
  const sns = snsEventSchema.safeParse(event);
  if (!sns.success) return [{ kind: 'unknown', problem: 'neither the schedule nor a message of SNS' }];
  return sns.data.Records.map(({ Sns }) => readAlarm(Sns.Message));
}

function readAlarm(message: string): Trigger {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { kind: 'unknown', problem: 'the message is not JSON' };
  }
  const alarm = alarmNotificationSchema.safeParse(value);
  return alarm.success
    ? { kind: 'alarm', alarm: alarm.data }
    : { kind: 'unknown', problem: 'the message is no alarm of CloudWatch' };
}
