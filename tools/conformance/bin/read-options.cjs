'use strict';

/** What an account is asked for a warehouse's sake: these alone need no more than the Data API and one bucket. */
var warehouseServices = ['loads', 'redshift-data'];

/**
 * What the command was told, as a `RequestedRun` (src/requested-run.ts), with the services to ask and whether the
 * long cases are meant too. What was typed wrong, and `--help`, is printed and thrown as commander throws it.
 * @param {readonly string[]} argv without Node and the script
 * @param {{ env: object, services: readonly string[], output?: object }} around `output` as `configureOutput` takes it
 */
function readOptions(argv, around) {
  var program = command(around.services);
  if (around.output !== undefined) program.configureOutput(around.output);
  program.parse(argv, { from: 'user' });
  var options = program.opts();
  var problem = problemOf(program, options, around);
  if (problem !== undefined) program.error('error: ' + problem);
  var isCluster = options.cluster !== undefined;
  return {
    services: options.redshift && program.args.length === 0 ? warehouseServices : program.args,
    slow: options.slow === true,
    run: {
      endpoint: options.endpoint,
      accountId: options.awsAccount,
      region: options.region,
      prefix: options.prefix,
      sweepFirst: options.sweep === true,
      waitScale: options.waitScale,
      gaps: options.gaps,
      warehouseOnly: options.redshift === true,
      warehouse: {
        workgroupName: isCluster ? undefined : options.workgroup,
        clusterIdentifier: options.cluster,
        dbUser: options.dbUser,
        secretArn: options.secret,
        database: options.database,
        copyRole: options.copyRole,
        stagingBucket: options.stagingBucket,
      },
      functionRoleArn: options.functionRole,
    },
  };
}

function command(services) {
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
    .exitOverride()
    .description('Asks an endpoint whether it behaves as AWS does, in all that Sluice relies on.')
    .argument('[services...]', 'only these: ' + services.join(', '))
    .option('--endpoint <url>', 'a server that speaks AWS’s protocols', url)
    .option('--aws-account <id>', 'AWS itself, with the credentials of the environment; it costs money')
    .option(
      '--redshift',
      'only ' + warehouseServices.join(' and ') + ': a warehouse, and a bucket to stage in',
    )
    .option('--region <name>', 'where', 'eu-west-1')
    .option('--prefix <text>', 'of the names of all that a run makes and removes', 'sluice-conf-')
    .option('--sweep', 'first removes whatever bears that prefix, which broken runs left')
    .option('--wait-scale <factor>', 'what the endpoint divides AWS’s own waits by', factor, 1)
    .option('--slow', 'also the cases that take minutes, where nothing is scaled')
    .option('--gaps <name>', 'expect the gaps that are listed for it: local-aws, moto')
    .option('--workgroup <name>', 'Redshift Serverless workgroup for the Data API', 'conformance')
    .option('--cluster <id>', 'a cluster instead, with --db-user or --secret')
    .option('--db-user <name>', 'whom to connect to the cluster as')
    .option('--secret <arn>', 'secret in Secrets Manager that says whom to connect as')
    .option('--database <name>', 'in that workgroup or cluster', 'dev')
    .option('--copy-role <arn>', 'role that COPY reads with', 'default')
    .option('--staging-bucket <name>', 'bucket that this role reads; without it each case makes one')
    .option('--function-role <arn>', 'role of the functions', 'arn:aws:iam::000000000000:role/conformance')
    .addHelpText(
      'after',
      '\nIt ends with 0 when all agree, 1 when a case does not, 2 for what was typed wrong, and 3 when the account or its' +
        '\nwarehouse cannot be asked as it was told; then nothing was begun.',
    );
}

/** The first thing that is wrong in what was typed. */
function problemOf(program, options, around) {
  var onAws = options.awsAccount !== undefined;
  var given = function (name) {
    return program.getOptionValueSource(name) === 'cli';
  };
  if ((options.endpoint !== undefined) === onAws)
    return 'say whom to ask: --endpoint URL or --aws-account ID';
  if (onAws && !/^\d{12}$/.test(options.awsAccount)) return 'an AWS account has twelve digits';
  var redirected = Object.keys(around.env).filter(function (name) {
    return /^AWS_ENDPOINT_URL/.test(name);
  });
  if (onAws && redirected.length > 0)
    return 'AWS itself is not asked while ' + redirected.join(', ') + ' leads elsewhere';
  if (options.slow && options.waitScale !== 1)
    return '--slow waits for what no factor divides: leave out --wait-scale';
  if (options.gaps !== undefined && ['local-aws', 'moto'].indexOf(options.gaps) === -1)
    return 'there is no list of gaps of ' + options.gaps;
  if (!/^[a-z][a-z0-9-]{2,15}$/.test(options.prefix))
    return 'a prefix has 3 to 16 characters of a-z, 0-9 and -, the first a letter';
  if (options.cluster !== undefined && given('workgroup'))
    return 'name a --workgroup or a --cluster, not both';
  if (options.cluster !== undefined && options.dbUser === undefined && options.secret === undefined)
    return 'a --cluster wants --db-user or --secret';
  if (options.cluster === undefined && options.dbUser !== undefined) return '--db-user goes with a --cluster';
  if (options.redshift && onAws && options.cluster === undefined && !given('workgroup'))
    return '--redshift wants a --workgroup or a --cluster of that account';
  if (options.redshift && onAws && options.stagingBucket === undefined)
    return '--redshift wants a --staging-bucket of that account, which the --copy-role reads';
  for (var service of program.args) {
    if (around.services.indexOf(service) === -1)
      return 'there are no cases for ' + service + ': ' + around.services.join(', ');
    if (options.redshift && warehouseServices.indexOf(service) === -1)
      return '--redshift asks ' + warehouseServices.join(' and ') + ' alone, not ' + service;
  }
  return undefined;
}

module.exports = { readOptions: readOptions };
