import type { NotificationTarget } from './notification-configuration.js';
import { invalidArgument } from './s3-errors.js';

/**
 * Nothing that happens to a key may go to two targets. Throws `InvalidArgument`, also for two of one name.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function checkOverlaps(targets: readonly NotificationTarget[]): void {
  for (const [at, one] of targets.entries()) {
    for (const other of targets.slice(at + 1)) {
      if (one.id === other.id) {
        throw invalidArgument('Same ID used for multiple configurations. IDs must be unique.');
      }
      if (sharesEvents(one, other) && sharesKeys(one, other)) {
        throw invalidArgument(
          'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
        );
      }
    }
  }
}

const sharesEvents = (one: NotificationTarget, other: NotificationTarget): boolean =>
  one.events.some((a) => other.events.some((b) => covers(a, b) || covers(b, a)));

function sharesKeys(one: NotificationTarget, other: NotificationTarget): boolean {
  const prefixes = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
  const suffixes = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix);
  return prefixes && suffixes;
}

/** Whether a configured event, which may end in `*`, is or has the other among it. Both begin with `s3:`. */
const covers = (event: string, other: string): boolean =>
  event === other || (event.endsWith('*') && other.startsWith(event.slice(0, -1)));

/** The targets that want this event of this key. @param event without `s3:`, as it stands in the record */
export const targetsOf = (
  targets: readonly NotificationTarget[],
  event: string,
  key: string,
): readonly NotificationTarget[] =>
  targets.filter(
    ({ events, prefix, suffix }) =>
      events.some((wanted) => covers(wanted, `s3:${event}`)) &&
      key.startsWith(prefix) &&
      key.endsWith(suffix),
  );
