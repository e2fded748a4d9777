'use strict';
/**
 * Runs one ECS task, which knows nothing of it, and sees to it that the task ends when local-aws does.
 *
 * node task-runner.cjs STOP_TIMEOUT_MS NODE_ARGUMENT...
 *
 * Standard input: a line `stop` asks the task to end (SIGTERM, then SIGKILL); so does its end, which means that
 * local-aws is gone. File descriptor 3: a line of JSON when the task has started, `{"pid"}`, and one when it has
 * ended, `{"exitCode", "signal"}`. The task inherits standard output and error, and the environment.
 */
const { spawn } = require('node:child_process');
const { writeSync } = require('node:fs');

const ORPHAN_GRACE_MS = 5_000;
const stopTimeoutMs = Number(process.argv[2]);
const task = spawn(process.execPath, process.argv.slice(3), { stdio: ['ignore', 'inherit', 'inherit'] });

function report(message) {
  try {
    writeSync(3, `${JSON.stringify(message)}\n`);
  } catch {
    // Nobody is there to read it any more.
  }
}

let orphaned = false;
let stopping = false;
function stop(graceMs) {
  if (stopping) return;
  stopping = true;
  task.kill('SIGTERM');
  setTimeout(() => task.kill('SIGKILL'), graceMs);
}

task.on('spawn', () => report({ pid: task.pid }));
task.on('error', (error) => {
  report({ exitCode: null, signal: null, reason: error.message });
  process.exit(1);
});
task.on('exit', (exitCode, signal) => {
  report({ exitCode, signal });
  // This process leads its group: what the task may have started goes with it.
  if (orphaned) process.kill(-process.pid, 'SIGKILL');
  process.exit(0);
});

process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  if (text.includes('stop')) stop(stopTimeoutMs);
});
for (const event of ['end', 'error']) {
  process.stdin.on(event, () => {
    orphaned = true;
    stop(Math.min(stopTimeoutMs, ORPHAN_GRACE_MS));
  });
}
// Only local-aws decides when the task stops.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
