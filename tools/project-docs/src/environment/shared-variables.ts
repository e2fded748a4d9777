/** Variables that no schema of an app has, with what they mean. */
export interface SharedVariable {
  readonly name: string;
  readonly meaning: string;
  readonly values: string;
  readonly otherwise: string;
  /** Calls in an app's sources that read it. */
  readonly readBy: RegExp;
}

const clients = /\b(?:awsClientSettings|s3ClientSettings)\(/;

/** Read by `libs/config` for whoever builds clients of AWS or follows a trace. */
export const sharedVariables: readonly SharedVariable[] = [
  {
    name: 'AWS_REGION',
    meaning:
      'Region of everything that is called; Lambda sets it, elsewhere whoever deploys. There is no default.',
    values: 'text',
    otherwise: 'required',
    readBy: clients,
  },
  {
    name: 'AWS_ENDPOINT_URL',
    meaning:
      'Another endpoint than AWS, such as the embedded one; S3 is then asked with the bucket in the path.',
    values: 'URL (http or https)',
    otherwise: 'optional',
    readBy: clients,
  },
  {
    name: 'AWS_MAX_ATTEMPTS',
    meaning: 'Tries of one request, the first included.',
    values: 'integer ≥ 1',
    otherwise: '`5`',
    readBy: clients,
  },
  {
    name: '_X_AMZN_TRACE_ID',
    meaning:
      "Set by Lambda anew for each invocation: its trace stands in every line of the log. Without it the invocation's own id does.",
    values: 'text',
    otherwise: 'optional',
    readBy: /\binvocationTraceId\(/,
  },
];

/** Read below apps/ and libs/, but by no service: what they mean stands in the README named. */
export const otherVariables: Readonly<Record<string, string>> = {
  SLUICE_DEBUG: 'libs/clean-command/README.md',
  AWS_ENDPOINT_URL_S3: 'libs/clean-command/README.md',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'libs/clean-command/README.md',
};
