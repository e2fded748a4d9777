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
  require('./prepare/prepare.cjs').prepare(path.resolve(__dirname, '..', '..', '..'), function () {
    require('../dist/main.cjs');
  });
}

if (supportedNode.isRunning()) start();
