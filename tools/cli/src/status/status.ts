import { isLoopback, type Target } from '../target/resolve-target.js';
import { count, table } from '../terminal/table.js';
import { collectStatus, type Status } from './collect-status.js';

export interface StatusOptions {
  readonly json: boolean;
  /** Default: only where asking costs nothing. */
  readonly ledger: boolean | undefined;
}

export async function status(options: StatusOptions, target: () => Promise<Target>): Promise<void> {
  const to = await target();
  const isFree = to.endpoint !== undefined && isLoopback(to.endpoint);
  const found = await collectStatus(to, options.ledger ?? isFree);
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : `${describeStatus(found)}\n`);
}

function describeStatus({ queues, stream, alarms, ledger }: Status): string {
  return [
    table(
      ['queue', 'visible', 'in flight', 'delayed'],
      Object.entries(queues).map(([name, { visible, notVisible, delayed }]) => [
        name,
        count(visible),
        count(notVisible),
        count(delayed),
      ]),
    ),
    `stream ${stream.name}: ${stream.status}, ${stream.shards} shards`,
    ...alarms.map(({ name, state }) => `alarm ${name}: ${state}`),
    ledger === undefined
      ? 'ledger: not asked, because that wakes the warehouse; --ledger asks'
      : table(
          ['dataset', 'path', 'sources', 'read', 'loaded', 'deduplicated', 'quarantined'],
          ledger.map((each) => [
            each.dataset,
            each.path,
            ...[each.sources, each.read, each.loaded, each.deduplicated, each.quarantined].map(count),
          ]),
        ),
  ].join('\n');
}
