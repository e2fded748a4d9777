'use strict';

var install = require('./install.cjs');
var build = require('./build.cjs');
var withLock = require('./lock.cjs').withLock;

/** Does each step that is needed, in turn, then calls `done`; leaves the process if one fails. */
function bring(root, steps, done) {
  function isNeeded(step) {
    return step.isNeeded(root);
  }
  if (!steps.some(isNeeded)) return done();
  withLock(root, function (release) {
    (function next(at) {
      if (at === steps.length) {
        release();
        return done();
      }
      // Looked at again: another process may have done it meanwhile.
      if (!isNeeded(steps[at])) return next(at + 1);
      steps[at].run(root, function () {
        next(at + 1);
      });
    })(0);
  });
}

module.exports = {
  /** Installs and builds what is missing or older than the sources. */
  prepare: function (root, done) {
    bring(root, [install, build], done);
  },
  /** Installs what is missing. */
  prepareInstall: function (root, done) {
    bring(root, [install], done);
  },
};
