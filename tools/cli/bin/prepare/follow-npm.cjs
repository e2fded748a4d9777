/* global setInterval, clearInterval */
'use strict';

var pollMilliseconds = 250;

/**
 * Stops this process as SIGTERM does when the shell is gone that npm runs it in: npm passes a signal on to that
 * shell, which dies of it without a word to its child.
 */
function followNpm() {
  if (!process.env.npm_lifecycle_event) return;
  var shell = process.ppid;
  var timer = setInterval(function () {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, pollMilliseconds);
  timer.unref();
}

module.exports = { followNpm: followNpm };
