'use strict';

var path = require('path');
var childProcess = require('child_process');

var root = path.resolve(__dirname, '..', '..', '..', '..');

/**
 * Runs the bundle of a project of `tools/`: installs and builds what is missing before. What runs is what was built, never
 * sources. On a Node that is too old it says so, and runs nothing; so this is ES5.
 */
function run(project) {
  if (!require('./supported-node.cjs').isRunning()) return;
  require('./prepare.cjs').prepare(root, function () {
    var nx = require('./nx.cjs');
    var command = nx.command(root).concat(['build', project]);
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
    require(path.join(root, 'tools', project, 'dist', 'main.cjs'));
  });
}

module.exports = { run: run };
