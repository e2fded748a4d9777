#!/usr/bin/env node
'use strict';
// `npm run chaos`: installs and builds what is missing, then runs the built bundle against the built apps.
var path = require('path');
var childProcess = require('child_process');
var prepare = path.resolve(__dirname, '..', '..', 'cli', 'bin', 'prepare');

var root = path.resolve(__dirname, '..', '..', '..');

function run() {
  var nx = require(path.join(prepare, 'nx.cjs'));
  var command = nx.command(root).concat(['build', 'chaos']);
  var env = Object.assign({}, process.env, nx.environment);
  var build = childProcess.spawnSync(command[0], command.slice(1), {
    cwd: root,
    env: env,
    encoding: 'utf8',
  });
  if (build.status !== 0) {
    process.stderr.write(build.stdout + build.stderr);
    process.exit(1);
  }
  require('../dist/main.cjs');
}

if (require(path.join(prepare, 'supported-node.cjs')).isRunning()) {
  require(path.join(prepare, 'prepare.cjs')).prepare(root, run);
}
