/* eslint-disable @typescript-eslint/no-unused-vars -- ES5 has no catch without a name */
'use strict';

var fs = require('fs');
var path = require('path');
var fail = require('./run-step.cjs').fail;
var isQuiet = require('./run-step.cjs').isQuiet;

var pollMilliseconds = 200;

function processLives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A lock whose owner is gone, or never wrote its id, is nobody's. */
function isAbandoned(file) {
  try {
    var pid = Number(fs.readFileSync(file, 'utf8'));
    if (pid > 0) return !processLives(pid);
    return Date.now() - fs.statSync(file).mtime.getTime() > 5000;
  } catch (_error) {
    return false;
  }
}

function tryToTake(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Installs and builds are made by one process at a time; the others wait and then find the work done.
 * `work` gets a function that gives the lock back; leaving the process gives it back too.
 */
function withLock(root, work) {
  var directory = path.join(root, '.sluice');
  var file = path.join(directory, 'prepare.lock');
  var hasSaidSo = false;

  function release() {
    process.removeListener('exit', release);
    try {
      fs.unlinkSync(file);
    } catch (_error) {
      // Somebody removed it; then it is given back already.
    }
  }

  function attempt() {
    if (tryToTake(file)) {
      process.on('exit', release);
      return work(release);
    }
    if (isAbandoned(file)) fs.unlinkSync(file);
    else if (!hasSaidSo) {
      hasSaidSo = true;
      if (!isQuiet()) process.stderr.write('Another sluice is installing or building: waiting for it.\n');
    }
    setTimeout(attempt, pollMilliseconds);
  }

  try {
    if (!fs.existsSync(directory)) fs.mkdirSync(directory, { recursive: true });
    attempt();
  } catch (error) {
    fail('sluice: cannot write to ' + directory + ' (' + error.code + '): check its permissions.');
  }
}

module.exports = { withLock: withLock };
