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
      fs.readdirSync(path.join(project, 'src', entry.name)).some(function (file) {
        return /\.spec\.ts$/.test(file);
      })
    );
  })
  .map(function (entry) {
    return entry.name;
  });

function command() {
  var commander = require('commander');
  var factor = function (text) {
    if (Number(text) >= 1 && Number(text) <= 60) return Number(text);
    throw new commander.InvalidArgumentError('It is a number from 1 to 60.');
  };
  var url = function (text) {
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
    throw new commander.InvalidArgumentError('It is an http or https URL.');
  };
  return new commander.Command('conformance')
    .exitOverride(function (error) {
      // What was typed wrong ends as in the `sluice` command; help is no error.
      process.exit(error.exitCode === 0 ? 0 : 2);
    })
    .description('Asks an endpoint whether it behaves as AWS does, in all that Sluice relies on.')
    .argument('[services...]', 'only these: ' + services.join(', '))
    .option('--endpoint <url>', 'a server that speaks AWS’s protocols', url)
    .option('--aws-account <id>', 'AWS itself, with the credentials of the environment; it costs money')
    .option('--region <name>', 'where', 'eu-west-1')
    .option('--prefix <text>', 'of the names of all that a run makes and removes', 'sluice-conf-')
    .option('--sweep', 'first removes whatever bears that prefix, which broken runs left')
    .option('--wait-scale <factor>', 'what the endpoint divides AWS’s own waits by', factor, 1)
    .option('--slow', 'also the cases that take minutes, where nothing is scaled')
    .option('--gaps <name>', 'expect the gaps that are listed for this implementation: moto')
    .option('--workgroup <name>', 'Redshift Serverless workgroup for the Data API', 'conformance')
    .option('--database <name>', 'in that workgroup', 'dev')
    .option('--copy-role <arn>', 'role that COPY reads with', 'default')
    .option('--function-role <arn>', 'role of the functions', 'arn:aws:iam::000000000000:role/conformance');
}

function run() {
  var program = command().parse();
  var options = program.opts();
  var fail = function (message) {
    program.error('error: ' + message);
  };
  if ((options.endpoint === undefined) === (options.awsAccount === undefined)) {
    fail('say whom to ask: --endpoint URL or --aws-account ID');
  }
  if (options.awsAccount !== undefined && !/^\d{12}$/.test(options.awsAccount)) {
    fail('an AWS account has twelve digits');
  }
  var redirected = Object.keys(process.env).filter(function (name) {
    return /^AWS_ENDPOINT_URL/.test(name);
  });
  if (options.awsAccount !== undefined && redirected.length > 0) {
    fail('AWS itself is not asked while ' + redirected.join(', ') + ' leads elsewhere');
  }
  if (options.slow && options.waitScale !== 1)
    fail('--slow waits for what no factor divides: leave out --wait-scale');
  if (options.gaps !== undefined && options.gaps !== 'moto')
    fail('there is no list of gaps of ' + options.gaps);
  if (!/^[a-z][a-z0-9-]{2,15}$/.test(options.prefix)) {
    fail('a prefix has 3 to 16 characters of a-z, 0-9 and -, the first a letter');
  }
  program.args.forEach(function (service) {
    if (services.indexOf(service) === -1)
      fail('there are no cases for ' + service + ': ' + services.join(', '));
  });
  if (options.endpoint === undefined) return ask(program.args, options);
  // Any answer will do.
  fetch(options.endpoint).then(
    function () {
      ask(program.args, options);
    },
    function () {
      fail('nothing answers at ' + options.endpoint);
    },
  );
}

function ask(chosen, options) {
  var vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  var filters = chosen.map(function (service) {
    return 'src/' + service + '/';
  });
  var done = childProcess.spawnSync(process.execPath, [vitest, 'run'].concat(filters), {
    cwd: project,
    stdio: 'inherit',
    env: Object.assign({}, process.env, {
      // Not what this command was itself started with: the variable chooses cases here.
      SLUICE_SLOW_TESTS: options.slow ? '1' : undefined,
      SLUICE_CONFORMANCE_RUN: JSON.stringify({
        endpoint: options.endpoint,
        accountId: options.awsAccount,
        region: options.region,
        prefix: options.prefix,
        sweepFirst: options.sweep === true,
        waitScale: options.waitScale,
        gaps: options.gaps,
        warehouse: {
          workgroupName: options.workgroup,
          database: options.database,
          copyRole: options.copyRole,
        },
        functionRoleArn: options.functionRole,
      }),
    }),
  });
  process.exit(done.status === null ? 1 : done.status);
}

if (require(path.join(prepare, 'supported-node.cjs')).isRunning()) {
  require(path.join(prepare, 'prepare.cjs')).prepareInstall(root, run);
}
