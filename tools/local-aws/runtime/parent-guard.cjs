'use strict';
/**
 * Ends this process when the one that started it is gone, however that one ended: it holds the other end of
 * standard input. A thread of its own waits for it, because a handler in an endless loop would never let an
 * event through; it waits in its event loop, because a thread that blocks in a read would hold up process.exit.
 */
const { Worker, isMainThread } = require('node:worker_threads');
const { Socket } = require('node:net');

if (isMainThread) {
  const guard = new Worker(module.filename, {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  guard.unref();
} else {
  const parent = new Socket({ fd: 0, readable: true, writable: false });
  parent.on('error', () => undefined);
  parent.on('close', () => process.kill(process.pid, 'SIGKILL'));
  parent.resume();
}
