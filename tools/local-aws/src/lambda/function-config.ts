/** A function as the local stack makes it, in process, from a built bundle. */
export interface FunctionConfig {
  readonly name: string;
  /** Absolute path of the built bundle (`.cjs`, `.js` or `.mjs`). */
  readonly bundlePath: string;
  /** The bundle's export to call. Default `handler`. */
  readonly handler?: string;
  /** All that the function sees beside what Lambda itself sets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Of the whole process where the system tells how much that is (Linux), and of the JavaScript heap everywhere. */
  readonly memoryMegabytes: number;
  /** Where asynchronous invocations go that failed three times. Without it they are dropped, as on AWS. */
  readonly onFailureQueueArn?: string;
  /** How many invocations may run at a time; more are throttled. Default: no limit of its own. */
  readonly reservedConcurrency?: number;
}

/** A function, however it was made. */
export interface FunctionDefinition {
  readonly name: string;
  readonly description: string;
  readonly runtime: string;
  readonly roleArn: string;
  /** As Lambda writes it: a module's path below the root without its extension, a dot, what it exports. */
  readonly handler: string;
  /** The folder that the handler's module is looked for in. */
  readonly taskRoot: string;
  /** The file that was deployed: the module itself, or the package that was unpacked into the root. */
  readonly bundlePath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly modifiedAtMs: number;
}

/** How asynchronous invocations are dealt with. */
export interface EventInvokeSettings {
  /** After a function error, 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** From when it was queued, 60 to 21,600 s. */
  readonly maximumEventAgeSeconds: number;
  readonly onFailureQueueArn?: string;
}

/** What holds where a function says nothing. */
export const defaultEventInvokeSettings: EventInvokeSettings = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
};

/** What runs now. */
export interface FunctionStatus {
  readonly name: string;
  readonly arn: string;
  /** The file that was deployed. */
  readonly bundlePath: string;
  readonly environments: readonly {
    readonly pid: number;
    /** Of the deployed file as it was when this process was started. */
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
