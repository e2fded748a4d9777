#!/usr/bin/env node
'use strict';
// `npm test` from a fresh clone: installs what is missing, then lint, types and tests of every project, and the
// totals. `--slow` runs the long tests only. Plain JavaScript: nothing is installed when it starts.
var path = require('node:path');
var childProcess = require('node:child_process');
var fs = require('node:fs');
var prepare = require('../../cli/bin/prepare.cjs');

var root = path.resolve(__dirname, '../../..');
prepare.requireSupportedNode();
prepare.installIfNeeded(root);

var slow = process.argv.indexOf('--slow') !== -1;
var targets = slow ? ['test'] : ['lint', 'typecheck', 'build', 'test'];
var env = Object.assign({}, process.env, { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' });
if (slow) env.SLUICE_SLOW_TESTS = '1';

var nx = require.resolve('nx/bin/nx.js', { paths: [root] });
var args = ['run-many', '-t'].concat(
  targets,
  ['--parallel=2', '--output-style=static'],
  slow ? ['--skip-nx-cache'] : [],
);
var run = childProcess.spawnSync(process.execPath, [nx].concat(args), {
  cwd: root,
  stdio: 'inherit',
  env: env,
});

var totals = { passed: 0, failed: 0, skipped: 0 };
['apps', 'libs', 'tools'].forEach(function (folder) {
  fs.readdirSync(path.join(root, folder)).forEach(function (project) {
    var report = path.join(root, folder, project, 'test-results', 'vitest.json');
    if (!fs.existsSync(report)) return;
    var result = JSON.parse(fs.readFileSync(report, 'utf8'));
    totals.passed += result.numPassedTests;
    totals.failed += result.numFailedTests;
    totals.skipped += result.numPendingTests + result.numTodoTests;
  });
});
console.log('\n' + totals.passed + ' passed, ' + totals.failed + ' failed, ' + totals.skipped + ' skipped');
process.exit(run.status === 0 && totals.failed === 0 && totals.passed > 0 ? 0 : 1);
