/** A function as its Terraform module describes it. */
export interface FunctionConfig {
  readonly name: string;
  /** Absolute path of the built bundle (`.cjs`, `.js` or `.mjs`). */
  readonly bundlePath: string;
  /** The bundle's export to call. Default `handler`. */
  readonly handler?: string;
  /** All that the function sees beside what Lambda itself sets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Limits the JavaScript heap. */
  readonly memoryMegabytes: number;
  /** Where asynchronous invocations go that failed three times. Without it they are dropped, as on AWS. */
  readonly onFailureQueueArn?: string;
  /** How many invocations may run at a time, each in a process of its own. Default 10. */
  readonly maximumConcurrency?: number;
}

/** What runs now. */
export interface FunctionStatus {
  readonly name: string;
  readonly arn: string;
  readonly bundlePath: string;
  readonly environments: readonly {
    readonly pid: number;
    /** Of the bundle file as it was when this process loaded it. */
    readonly bundleSha256: string;
    readonly startedAtMs: number;
  }[];
}

/** One finished invocation. */
export interface InvocationResult {
  readonly requestId: string;
  /** The response, or the error, as JSON. */
  readonly payload: string;
  /** Set when the handler threw, timed out, crashed or could not be loaded. */
  readonly functionError?: 'Unhandled';
  /** The invocation's last 4 KB of log. */
  readonly logTail: string;
}
