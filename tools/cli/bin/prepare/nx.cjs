'use strict';

var fs = require('fs');
var path = require('path');

module.exports = {
  /** The command line of the workspace's own nx, to which arguments are added. It must be installed. */
  command: function (root) {
    var folder = path.join(root, 'node_modules', 'nx');
    var bin = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).bin.nx;
    return [process.execPath, path.join(folder, bin)];
  },
  /** No process that stays behind, no network, plain output. */
  environment: { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' },
};
