import { titleBasics } from '@sluice/contracts';
import type { StackDescription } from '@sluice/local-stack';

/**
 * What people can do with a running stack: settings to export, and calls that work as they stand.
 * @param isFound whether `sluice` finds it by itself
 */
export function describeUse(stack: StackDescription, dataDirectory: string, isFound: boolean): string {
  const at = isFound ? '' : ` --endpoint ${stack.endpoint}`;
  const { endpoint, region, queues } = stack;
  const aws = `aws --endpoint-url ${endpoint}`;
  return `
The local stack is ready at ${endpoint}. Its objects, warehouse and logs are in ${dataDirectory}.

  landing bucket   ${stack.landingBucket}
  stream           ${stack.stream}
  warehouse        workgroup ${stack.workgroup}, database ${stack.database}
  queues           ${Object.values(queues).join('\n                   ')}

For other programs (nothing here checks who asks):

${exports(endpoint, region)}

With the aws CLI:

${exampleCalls(stack)
  .map((call) => `  ${aws} ${call}`)
  .join('\n')}

With sluice, from another terminal:

  npx sluice put file${at} --dataset ${titleBasics.name} title.basics.tsv.gz
  npx sluice query${at} "SELECT COUNT(*) FROM ${titleBasics.table.schema}.${titleBasics.table.name}"
  npx sluice status${at}

Ctrl-C stops it.`;
}

const exports = (endpoint: string, region: string): string =>
  [
    `AWS_ENDPOINT_URL=${endpoint}`,
    `AWS_REGION=${region}`,
    `AWS_DEFAULT_REGION=${region}`,
    'AWS_ACCESS_KEY_ID=local',
    'AWS_SECRET_ACCESS_KEY=local',
  ]
    .map((line) => `  export ${line}`)
    .join('\n');

/** Arguments of `aws --endpoint-url …`; a test runs each. */
export function exampleCalls({
  landingBucket,
  queues,
  stream,
  workgroup,
  database,
}: StackDescription): string[] {
  const { name, table } = titleBasics;
  return [
    `s3 ls s3://${landingBucket}/${name}/`,
    `sqs get-queue-attributes --queue-url ${queues.parked} --attribute-names All`,
    `kinesis describe-stream-summary --stream-name ${stream}`,
    'cloudwatch describe-alarms',
    `redshift-data execute-statement --workgroup-name ${workgroup} --database ${database} --sql "SELECT COUNT(*) FROM ${table.schema}.${table.name}"`,
  ];
}
