import type { Processes, RunningProcess } from './ports.js';

/** All that runs, by session token. */
export function runningProcesses(): Processes {
  const processes = new Map<string, RunningProcess>();
  return {
    add: (sessionToken, process) => void processes.set(sessionToken, process),
    remove: (sessionToken) => void processes.delete(sessionToken),
    find: (sessionToken) => (sessionToken === undefined ? undefined : processes.get(sessionToken)),
  };
}
