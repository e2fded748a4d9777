import {
  alarmNotificationSchema,
  redriveScheduleSchema,
  snsRecordSchema,
  type AlarmNotification,
} from '@sluice/message-schemas';
import * as z from 'zod/mini';

/** Why the function runs. */
export type Trigger =
  | { readonly kind: 'schedule'; readonly dryRun: boolean }
  | { readonly kind: 'alarm'; readonly alarm: AlarmNotification }
  | { readonly kind: 'unknown'; readonly problem: string };

/** Records are read one by one, so that one that is not understood takes no other with it. */
const recordsSchema = z.object({ Records: z.array(z.unknown()).check(z.minLength(1)) });

/** Reads an event: the schedule's own, or one trigger for each message that SNS delivered. Never throws. */
export function readTriggers(event: unknown): readonly Trigger[] {
  const schedule = redriveScheduleSchema.safeParse(event);
  if (schedule.success) return [{ kind: 'schedule', dryRun: schedule.data.dryRun ?? false }];
  const delivered = recordsSchema.safeParse(event);
  if (!delivered.success) return [{ kind: 'unknown', problem: 'neither the schedule nor a message of SNS' }];
  return delivered.data.Records.map((record) => {
    const sns = snsRecordSchema.safeParse(record);
    return sns.success
      ? readAlarm(sns.data.Sns.Message)
      : { kind: 'unknown', problem: 'the record is no message of SNS' };
  });
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
