/* eslint-disable @typescript-eslint/no-unused-vars -- ES5 has no catch without a name */
'use strict';

var fs = require('fs');
var path = require('path');
var runStep = require('./run-step.cjs').runStep;
var fail = require('./run-step.cjs').fail;

/** npm's error codes that mean: nobody answered. */
var unreachable =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT|ENOTCACHED|FETCH_ERROR)$/;

function modifiedAt(file) {
  try {
    return fs.statSync(file).mtime.getTime();
  } catch (_error) {
    return undefined;
  }
}

/** Whether node_modules is missing, half made, or older than the lockfile. */
function isNeeded(root) {
  // npm writes this file last.
  var installed = modifiedAt(path.join(root, 'node_modules', '.package-lock.json'));
  return installed === undefined || installed < modifiedAt(path.join(root, 'package-lock.json'));
}

/** The npm that runs this script, if one does; else the one on the PATH. */
function npmCommand() {
  var cli = process.env.npm_execpath;
  if (cli && path.basename(cli) === 'npm-cli.js' && fs.existsSync(cli)) return [process.execPath, cli];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

function run(root, done) {
  var command = npmCommand().concat([
    'ci',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    // `npm run --silent` would silence this npm as well, and with it the reason of a failure.
    '--loglevel=error',
    // Offline, npm's own patience is more than a minute.
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=1000',
    '--fetch-timeout=60000',
  ]);
  runStep('Installing packages (npm ci), the first time about a minute', command, root, {}, finish);

  function finish(result) {
    if (result.code === 0) return done();
    if (result.notFound) {
      return fail('sluice: npm was not found: install it with Node (https://nodejs.org), then try again.');
    }
    var code = (/^npm (?:error|ERR!) code (\S+)/m.exec(result.output) || [])[1] || 'exit ' + result.code;
    if (unreachable.test(code)) {
      var reason = 'no npm registry was reached (' + code + ')';
      var advice = 'connect to the network, or check `npm config get registry`, then try again.';
      return fail('sluice: the packages could not be installed: ' + reason + ': ' + advice);
    }
    fail('sluice: the packages could not be installed (' + code + '): run `npm ci` to see why.');
  }
}

module.exports = { isNeeded: isNeeded, run: run };
