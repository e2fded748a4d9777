/** What waits for a call, and hears how it went. */
interface Waiting<T, R> {
  readonly item: T;
  readonly answered: (result: R) => void;
}

/** What SQS takes in one call. */
const maxEntries = 10;

/** At most so many calls at once; those that are not full share the first half. */
const maxUnderWay = 4;

/**
 * Does single things by calls of up to ten. What waits while calls are under way goes with the next one; one call that
 * does not come back does not keep the others waiting.
 * @param call must not throw; answers in the order of the items
 */
export function gatherCalls<T, R>(
  call: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = [];
  let underWay = 0;
  let asked = false;

  function sendWhatMay(): void {
    asked = false;
    while (waiting.length > 0 && underWay < (waiting.length >= maxEntries ? maxUnderWay : maxUnderWay / 2)) {
      void send(waiting.splice(0, maxEntries));
    }
  }

  async function send(batch: readonly Waiting<T, R>[]): Promise<void> {
    underWay += 1;
    const results = await call(batch.map(({ item }) => item));
    underWay -= 1;
    for (const [index, { answered }] of batch.entries()) answered(results[index] as R);
    sendWhatMay();
  }

  return (item) =>
    new Promise((answered) => {
      waiting.push({ item, answered });
      if (asked) return;
      asked = true;
      // Works that end in the same turn of the event loop share a call.
      setImmediate(sendWhatMay);
    });
}
