#!/usr/bin/env node
'use strict';
// `npm test` from a fresh clone: installs and builds what is missing, then lint, types, builds and tests of every
// project, and the totals. `--slow` runs the long tests (`*.slow.spec.ts`) and nothing else.
var path = require('path');
var childProcess = require('child_process');
var fs = require('fs');
var prepare = path.resolve(__dirname, '..', '..', 'cli', 'bin', 'prepare');

var root = path.resolve(__dirname, '..', '..', '..');
var slow = process.argv.indexOf('--slow') !== -1;

/** Every report of vitest below the projects, added up. */
function testTotals() {
  var totals = { passed: 0, failed: 0, skipped: 0 };
  ['apps', 'libs', 'tools'].forEach(function (folder) {
    fs.readdirSync(path.join(root, folder)).forEach(function (project) {
      var file = path.join(root, folder, project, 'test-results', 'vitest.json');
      if (!fs.existsSync(file)) return;
      var report = JSON.parse(fs.readFileSync(file, 'utf8'));
      totals.passed += report.numPassedTests;
      totals.failed += report.numFailedTests;
      totals.skipped += report.numPendingTests + report.numTodoTests;
    });
  });
  return totals;
}

function test() {
  var nx = require(path.join(prepare, 'nx.cjs'));
  // All projects linted by one process, and type-checked by one: a process for each spends its time on starting. What
  // is bundled is built before the tests that run it.
  var targets = slow ? ['test'] : ['lint-all', 'typecheck-all', 'test'];
  var command = nx
    .command(root)
    .concat(['run-many', '-t'], targets, ['--parallel=2', '--output-style=static']);
  var env = Object.assign({}, process.env, nx.environment);
  if (slow) env.SLUICE_SLOW_TESTS = '1';
  var run = childProcess.spawnSync(command[0], command.slice(1), { cwd: root, stdio: 'inherit', env: env });
  var totals = testTotals();
  process.stdout.write(
    '\n' + totals.passed + ' passed, ' + totals.failed + ' failed, ' + totals.skipped + ' skipped\n',
  );
  // Far above, where nobody looks, it stands as well.
  var notChecked = path.join(root, 'tools', 'infra-proof', 'test-results', 'not-checked.txt');
  if (fs.existsSync(notChecked)) process.stdout.write(fs.readFileSync(notChecked, 'utf8'));
  process.exit(run.status === 0 && totals.failed === 0 && totals.passed > 0 ? 0 : 1);
}

if (require(path.join(prepare, 'supported-node.cjs')).isRunning()) {
  // Built before any test runs: one that starts the `sluice` command as a user does would otherwise make it build,
  // and replace the bundles that other tests are running.
  require(path.join(prepare, 'prepare.cjs')).prepare(root, test);
}
