#!/usr/bin/env node
'use strict';
// `npm run bench -- NAME`: installs and builds what is missing, then measures. What is measured is the built bundle.
var path = require('path');
var childProcess = require('child_process');
var fs = require('fs');
var prepare = path.resolve(__dirname, '..', '..', 'cli', 'bin', 'prepare');

var root = path.resolve(__dirname, '..', '..', '..');

function measure() {
  var nx = path.join(root, 'node_modules', 'nx');
  var bin = JSON.parse(fs.readFileSync(path.join(nx, 'package.json'), 'utf8')).bin.nx;
  var env = Object.assign({}, process.env, { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' });
  var build = childProcess.spawnSync(process.execPath, [path.join(nx, bin), 'build', 'bench'], {
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
  require(path.join(prepare, 'prepare.cjs')).prepare(root, measure);
}
