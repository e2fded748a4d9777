/* global setInterval, clearInterval */
/* eslint-disable @typescript-eslint/no-unused-vars -- ES5 has no catch without a name */
'use strict';

var spawn = require('child_process').spawn;

/** One line, and out. */
function fail(line) {
  process.stderr.write(line + '\n');
  process.exit(1);
}

/** `clean` keeps standard error for what goes wrong: where nobody watches, it is prepared in silence. */
function isQuiet() {
  return process.argv[2] === 'clean' && !process.stderr.isTTY;
}

/** Says what goes on, on standard error; on a terminal with the seconds so far. */
function showProgress(label) {
  var startedAt = Date.now();
  if (!process.stderr.isTTY) {
    if (!isQuiet()) process.stderr.write(label + ' …\n');
    return function () {};
  }
  function draw() {
    process.stderr.write('\r' + label + ' … ' + Math.round((Date.now() - startedAt) / 1000) + ' s');
  }
  draw();
  var timer = setInterval(draw, 1000);
  return function () {
    clearInterval(timer);
    process.stderr.write('\r\u001b[K');
  };
}

/**
 * Runs a command quietly; `done` gets `{ code, output, notFound }`. The command has its own process group, so
 * that an interrupt ends it and all that it started, once and completely.
 */
function runStep(label, command, directory, environment, done) {
  var isWindows = process.platform === 'win32';
  var output = [];
  var stopProgress = showProgress(label);
  var child = spawn(command[0], command.slice(1), {
    cwd: directory,
    env: Object.assign({}, process.env, environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !isWindows,
    shell: isWindows && /\.cmd$/.test(command[0]),
  });

  var isDone = false;
  function interrupt(signal) {
    return function () {
      if (isDone) return;
      isDone = true;
      stopProgress();
      try {
        if (isWindows) child.kill();
        else process.kill(-child.pid, 'SIGKILL');
      } catch (_error) {
        // It ended by itself.
      }
      if (child.exitCode !== null || child.signalCode !== null) leave();
      else child.on('exit', leave);

      function leave() {
        process.stderr.write('sluice: interrupted.\n');
        process.exit(signal === 'SIGINT' ? 130 : 143);
      }
    };
  }
  var onInterrupt = interrupt('SIGINT');
  var onTerminate = interrupt('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);

  function finish(result) {
    if (isDone) return;
    isDone = true;
    stopProgress();
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onTerminate);
    done({
      code: result.code,
      notFound: result.notFound === true,
      output: Buffer.concat(output).toString('utf8'),
    });
  }
  child.stdout.on('data', function (chunk) {
    output.push(chunk);
  });
  child.stderr.on('data', function (chunk) {
    output.push(chunk);
  });
  child.on('error', function (error) {
    finish({ code: 1, notFound: error.code === 'ENOENT' });
  });
  child.on('close', function (code) {
    finish({ code: code === null ? 1 : code });
  });
}

module.exports = { runStep: runStep, fail: fail, isQuiet: isQuiet };
