#!/usr/bin/env node
/*
 * Starts the built command; installs and builds first where that is missing or older than the sources. Plain
 * ES5, here and in `prepare/`: it must be read by any Node, so that an old one gets a clear answer instead of a
 * syntax error, and it is committed, because npm links a `bin` only if the file is there when it installs.
 */
'use strict';

var path = require('path');
var supportedNode = require('./prepare/supported-node.cjs');

function start() {
  require('./prepare/follow-npm.cjs').followNpm();
  var root = path.resolve(__dirname, '..', '..', '..');
  var install = require('./prepare/install.cjs');
  var build = require('./prepare/build.cjs');
  if (!install.isNeeded(root) && !build.isNeeded(root)) return require('../dist/main.cjs');
  return require('./prepare/lock.cjs').withLock(root, function (release) {
    // Looked at again: another process may have done it meanwhile.
    (install.isNeeded(root) ? install.run : skip)(root, function () {
      (build.isNeeded(root) ? build.run : skip)(root, function () {
        release();
        require('../dist/main.cjs');
      });
    });
  });
}

function skip(_root, done) {
  done();
}

if (supportedNode.isRunning()) start();
