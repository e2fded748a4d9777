import type { ConsumedQueue } from '@sluice/message-queue';
import type { Environment } from '../environment.js';
import type { Activity, LaneActivity } from './lane-activity.js';

/** The longest that SQS lets a receive wait, and some time for it to come back. */
const receiveSeconds = 30;

/** The environment for one piece of work, for which every call that comes back, and every look at a statement, is progress. */
export function watchedEnvironment(environment: Environment, { progressed }: Activity): Environment {
  const { objects, warehouse } = environment;
  const watched = <T>(call: Promise<T>): Promise<T> => call.finally(progressed);
  return {
    ...environment,
    objects: {
      ...objects,
      download: (location, path, options) =>
        watched(objects.download(location, path, { ...options, onBytes: progressed })),
      upload: (...input) => watched(objects.upload(...input)),
      putIfAbsent: (...input) => watched(objects.putIfAbsent(...input)),
      read: (location) => watched(objects.read(location)),
    },
    warehouse: {
      runBatch: (sqls, options) => watched(warehouse.runBatch(sqls, { ...options, onLook: progressed })),
      query: (sql, options) => watched(warehouse.query(sql, { ...options, onLook: progressed })),
    },
  };
}

/** The queue of a lane, each call of which is something under way: one that does not come back makes a lane stand still. */
export function watchedQueue(queue: ConsumedQueue, lane: LaneActivity): ConsumedQueue {
  const watched = async <T>(what: string, call: () => Promise<T>, leaveSeconds?: number): Promise<T> => {
    const activity = lane.begin(what, leaveSeconds);
    return call().finally(activity.end);
  };
  return {
    receive: (...input) => watched('ReceiveMessage', () => queue.receive(...input), receiveSeconds),
    acknowledgeAll: (...input) => watched('DeleteMessageBatch', () => queue.acknowledgeAll(...input)),
    extendVisibilityOfAll: (...input) =>
      watched('ChangeMessageVisibilityBatch', () => queue.extendVisibilityOfAll(...input)),
  };
}
