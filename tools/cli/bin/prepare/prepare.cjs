'use strict';

var install = require('./install.cjs');
var build = require('./build.cjs');
var withLock = require('./lock.cjs').withLock;

/** Installs and builds what is missing or older than the sources, then calls `done`; leaves the process if it cannot. */
function prepare(root, done) {
  if (!install.isNeeded(root) && !build.isNeeded(root)) return done();
  withLock(root, function (release) {
    // Looked at again: another process may have done it meanwhile.
    (install.isNeeded(root) ? install.run : skip)(root, function () {
      (build.isNeeded(root) ? build.run : skip)(root, function () {
        release();
        done();
      });
    });
  });
}

function skip(_root, done) {
  done();
}

module.exports = { prepare: prepare };
