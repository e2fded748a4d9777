#!/usr/bin/env node
'use strict';
// `npm run conformance -- --endpoint URL`: the suite against a server that runs already, or against AWS itself, which
// is asked only when its account is named.
var path = require('path');
var childProcess = require('child_process');
var fs = require('fs');
var prepare = path.resolve(__dirname, '..', '..', 'cli', 'bin', 'prepare');

var root = path.resolve(__dirname, '..', '..', '..');
var project = path.resolve(__dirname, '..');
var services = fs
  .readdirSync(path.join(project, 'src'), { withFileTypes: true })
  .filter(function (entry) {
    return (
      entry.isDirectory() &&
      // Its own tests ask nobody.
      entry.name !== 'command' &&
      fs.readdirSync(path.join(project, 'src', entry.name)).some(function (file) {
        return /\.spec\.ts$/.test(file);
      })
    );
  })
  .map(function (entry) {
    return entry.name;
  });

function run() {
  var told;
  try {
    told = require('./read-options.cjs').readOptions(process.argv.slice(2), {
      env: process.env,
      services: services,
    });
  } catch (error) {
    if (!/^commander\./.test(error.code)) throw error;
    // What was typed wrong ends as in the `sluice` command; help is no error.
    process.exit(error.exitCode === 0 ? 0 : 2);
  }
  if (told.run.endpoint === undefined) return ask(told);
  // Any answer will do.
  fetch(told.run.endpoint).then(
    function () {
      ask(told);
    },
    function () {
      process.stderr.write('error: nothing answers at ' + told.run.endpoint + '\n');
      process.exit(2);
    },
  );
}

function ask(told) {
  var vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  var filters = told.services.map(function (service) {
    return 'src/' + service + '/';
  });
  var done = childProcess.spawnSync(process.execPath, [vitest, 'run'].concat(filters), {
    cwd: project,
    stdio: 'inherit',
    env: Object.assign({}, process.env, {
      // Not what this command was itself started with: the variable chooses cases here.
      SLUICE_SLOW_TESTS: told.slow ? '1' : undefined,
      SLUICE_CONFORMANCE_RUN: JSON.stringify(Object.assign({ services: told.services }, told.run)),
    }),
  });
  process.exit(done.status === null ? 1 : done.status);
}

if (require(path.join(prepare, 'supported-node.cjs')).isRunning()) {
  require(path.join(prepare, 'prepare.cjs')).prepareInstall(root, run);
}
