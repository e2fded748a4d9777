'use strict';

var atLeast = [20, 19];

function isTooOld(version) {
  var parts = version.replace(/^v/, '').split('.');
  var major = Number(parts[0]);
  return major < atLeast[0] || (major === atLeast[0] && Number(parts[1]) < atLeast[1]);
}

/** Whether this Node will do; if not it says so, in one line, and sets the exit code. */
function isRunning() {
  if (!isTooOld(process.version)) return true;
  process.exitCode = 1;
  process.stderr.write('sluice: Node ' + process.version + ' is too old: install Node ' + atLeast.join('.'));
  process.stderr.write(' or newer (https://nodejs.org).\n');
  return false;
}

module.exports = { isRunning: isRunning };
