'use strict';
/**
 * What AWS's Node.js runtime does inside an execution environment: load the handler, then ask the Lambda
 * Runtime API for one invocation after the other.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
require('./parent-guard.cjs');
const { request, Agent } = require('node:http');
const { existsSync, openSync } = require('node:fs');
const { resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

// What a function writes is written when its answer is sent, as on AWS: Node.js by itself may keep it a while.
for (const { _handle: handle } of [process.stdout, process.stderr]) handle?.setBlocking?.(true);

/** The invocation that is running; an error outside the handler's promise belongs to it. */
let current;

function call(method, path, body, headers = {}) {
  return new Promise((done, fail) => {
    const outgoing = request(
      { host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers },
      (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () =>
          done({ headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') }),
        );
        answer.on('error', fail);
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function describeError(error, type) {
  if (error instanceof Error) {
    const trace = String(error.stack ?? '').split('\n');
    return { errorType: type ?? error.name, errorMessage: error.message, trace };
  }
  return { errorType: type ?? typeof error, errorMessage: String(error), trace: [] };
}

function postError(path, description) {
  return call('POST', path, JSON.stringify(description), {
    'content-type': 'application/json',
    'lambda-runtime-function-error-type': description.errorType,
  });
}

const named = (name, message) => Object.assign(new Error(message), { name });

async function loadHandler() {
  const name = process.env._HANDLER;
  const dot = name.lastIndexOf('.');
  if (dot <= name.lastIndexOf('/')) throw named('Runtime.MalformedHandlerName', `Bad handler ${name}`);
  const base = resolve(process.env.LAMBDA_TASK_ROOT, name.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${base}'`);
  // Kept open as long as the process lives: from outside it shows which file runs, even when another takes its place.
  openSync(file, 'r');
  const loaded = await load(file);
  const handler = loaded[name.slice(dot + 1)] ?? loaded.default?.[name.slice(dot + 1)];
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  return handler;
}

async function load(file) {
  try {
    return file.endsWith('.cjs') ? require(file) : await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', String(error));
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw named('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

function contextOf(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

/** Handlers return a promise or call back. */
function run(handler, event, context) {
  return new Promise((done, fail) => {
    const callback = (error, value) => (error ? fail(error) : done(value));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(done, fail);
    else if (handler.length < 3) done(returned);
  });
}

async function serve(handler) {
  for (;;) {
    const next = await call('GET', 'invocation/next');
    const id = next.headers['lambda-runtime-aws-request-id'];
    process.env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'] ?? '';
    current = id;
    try {
      const value = await run(handler, JSON.parse(next.body), contextOf(next.headers));
      await call('POST', `invocation/${id}/response`, JSON.stringify(value) ?? 'null', {
        'content-type': 'application/json',
        'x-rss-kilobytes': String(Math.ceil(process.memoryUsage.rss() / 1024)),
      });
    } catch (error) {
      process.stderr.write(
        `${new Date().toISOString()}\t${id}\tERROR\tInvoke Error \t${JSON.stringify(describeError(error))}\n`,
      );
      await postError(`invocation/${id}/error`, describeError(error));
    }
    current = undefined;
  }
}

/** An environment that saw an error outside the handler's promise is not used again. */
function fatal(type, exitCode) {
  return (error) => {
    const description = describeError(error, type);
    process.stderr.write(
      `${new Date().toISOString()}\t${current ?? ''}\tERROR\t${JSON.stringify(description)}\n`,
    );
    const path = current === undefined ? 'init/error' : `invocation/${current}/error`;
    postError(path, description).finally(() => process.exit(exitCode));
  };
}

process.on('uncaughtException', fatal(undefined, 129));
process.on('unhandledRejection', fatal('Runtime.UnhandledPromiseRejection', 128));

loadHandler().then(
  (handler) => serve(handler).catch(() => process.exit(1)),
  (error) => {
    process.stderr.write(`${error?.stack ?? String(error)}\n`);
    return postError('init/error', describeError(error)).finally(() => process.exit(1));
  },
);
