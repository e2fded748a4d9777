/* eslint-disable @typescript-eslint/no-unused-vars -- ES5 has no catch without a name */
'use strict';

var fs = require('fs');
var path = require('path');
var nx = require('./nx.cjs');
var runStep = require('./run-step.cjs').runStep;
var fail = require('./run-step.cjs').fail;

/** What the command runs: itself and the bundles that deploy. */
var outputs = {
  's3-trigger-lambda': 'apps/s3-trigger-lambda/dist/handler.cjs',
  'kinesis-transform-lambda': 'apps/kinesis-transform-lambda/dist/handler.cjs',
  'dlq-redrive-lambda': 'apps/dlq-redrive-lambda/dist/handler.cjs',
  'fargate-processor': 'apps/fargate-processor/dist/main.cjs',
  cli: 'tools/cli/dist/main.cjs',
};
var settings = [
  'infra/topology.json',
  'package-lock.json',
  'tsconfig.base.json',
  'nx.json',
  'tools/esbuild.config.cjs',
  'tools/esbuild.lambda.config.cjs',
];

function list(directory) {
  try {
    return fs.readdirSync(directory);
  } catch (_error) {
    return [];
  }
}

/** Calls `visit` with the mtime of every source file, tests left out. */
function eachSource(root, visit) {
  function walk(file) {
    var stat = fs.statSync(file);
    if (stat.isDirectory()) {
      list(file).forEach(function (name) {
        walk(path.join(file, name));
      });
    } else if (!/\.(spec|testing)\.ts$/.test(file)) visit(stat.mtime.getTime());
  }
  ['apps', 'libs', 'tools'].forEach(function (group) {
    list(path.join(root, group)).forEach(function (project) {
      ['src', 'package.json'].forEach(function (part) {
        var file = path.join(root, group, project, part);
        if (fs.existsSync(file)) walk(file);
      });
    });
  });
  settings.forEach(function (name) {
    if (fs.existsSync(path.join(root, name))) walk(path.join(root, name));
  });
}

/** Changes with every source that is edited, added or removed. */
function fingerprint(root) {
  var newest = 0;
  var count = 0;
  eachSource(root, function (modifiedAt) {
    count += 1;
    if (modifiedAt > newest) newest = modifiedAt;
  });
  return count + ' sources, newest ' + new Date(newest).toISOString();
}

function stampFile(root) {
  return path.join(root, '.sluice', 'built');
}

function isNeeded(root) {
  var isBuilt = Object.keys(outputs).every(function (project) {
    return fs.existsSync(path.join(root, outputs[project]));
  });
  if (!isBuilt) return true;
  try {
    return fs.readFileSync(stampFile(root), 'utf8') !== fingerprint(root);
  } catch (_error) {
    return true;
  }
}

function run(root, done) {
  // Taken before: what is edited meanwhile makes the next run build again.
  var before = fingerprint(root);
  var command = nx
    .command(root)
    .concat(['run-many', '-t', 'build', '-p', Object.keys(outputs).join(','), '--outputStyle=static']);
  var environment = Object.assign({ NX_ISOLATE_PLUGINS: 'false' }, nx.environment);
  runStep('Building the apps', command, root, environment, function (result) {
    if (result.code !== 0) {
      process.stderr.write(result.output);
      return fail('sluice: the build failed: the lines above say where.');
    }
    fs.writeFileSync(stampFile(root), before);
    done();
  });
}

module.exports = { isNeeded: isNeeded, run: run };
