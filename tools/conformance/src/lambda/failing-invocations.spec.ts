import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createFunction } from '../resources/function.js';
import { failureOf, invoke } from './invoke.js';

conformance('lambda', 'failing invocations', (conforms) => {
  conforms('answers an error of the handler as its own', async () => {
    const { name } = await createFunction(
      'exports.handler = async (event) => { throw new TypeError(`no ${event.what}`); };',
    );
    const invocation = await invoke(name, { what: 'luck' }, { LogType: 'Tail' });
    expect(invocation.statusCode).toBe(200);
    const { errorType, errorMessage, trace } = failureOf(invocation);
    expect({ errorType, errorMessage }).toEqual({ errorType: 'TypeError', errorMessage: 'no luck' });
    expect(trace?.[0]).toBe('TypeError: no luck');
    expect(invocation.log).toMatch(/ERROR\tInvoke Error/);
  });

  conforms('cuts off what takes too long', async () => {
    const { name } = await createFunction(
      `let calls = 0;
       exports.handler = async (event) => {
         calls += 1;
         if (event.spin) for (;;);
         return calls;
       };`,
      { Timeout: 1 },
    );
    const invocation = await invoke(name, { spin: true }, { LogType: 'Tail' });
    expect(failureOf(invocation).errorMessage).toMatch(/Task timed out after 1\.00 seconds/);
    expect(invocation.log).toMatch(/^REPORT RequestId: \S+\tDuration: \d{4}\.\d\d ms/m);
    // What it remembered is gone with its process.
    expect((await invoke(name, {})).value).toBe(1);
  });

  conforms('reports a process that ends itself, and runs the next invocation in a new one', async () => {
    const { name } = await createFunction(
      `let calls = 0;
       exports.handler = async ({ exit, signal }) => {
         calls += 1;
         if (exit !== undefined) process.exit(exit);
         if (signal !== undefined) { process.kill(process.pid, signal); await new Promise(() => {}); }
         return calls;
       };`,
    );
    expect((await invoke(name, {})).value).toBe(1);
    for (const [event, reason] of [
      [{ exit: 3 }, 'Runtime exited with error: exit status 3'],
      [{ exit: 0 }, 'Runtime exited without providing a reason'],
      [{ signal: 'SIGKILL' }, 'Runtime exited with error: signal: killed'],
    ] as const) {
      const failure = failureOf(await invoke(name, event));
      expect(failure.errorMessage).toMatch(new RegExp(`^RequestId: \\S+ Error: ${reason}$`));
      expect((await invoke(name, {})).value).toBe(1);
    }
  });

  conforms('reports an exception outside the handler, and does not use its process again', async () => {
    const { name } = await createFunction(
      `let calls = 0;
       exports.handler = async ({ stray }) => {
         calls += 1;
         if (stray) { setTimeout(() => { throw new RangeError('astray'); }); await new Promise(() => {}); }
         return calls;
       };`,
    );
    await invoke(name, {});
    const { errorType, errorMessage } = failureOf(await invoke(name, { stray: true }));
    expect({ errorType, errorMessage }).toEqual({ errorType: 'RangeError', errorMessage: 'astray' });
    expect((await invoke(name, {})).value).toBe(1);
  });

  conforms('reports a rejection that nobody handles', async () => {
    const { name } = await createFunction(
      `let calls = 0;
       exports.handler = async ({ stray }) => {
         calls += 1;
         if (stray) { void Promise.reject(new Error('forgotten')); await new Promise((done) => setTimeout(done, 1000)); }
         return calls;
       };`,
    );
    await invoke(name, {});
    const failure = failureOf(await invoke(name, { stray: true }));
    expect(failure.errorType).toBe('Runtime.UnhandledPromiseRejection');
    expect(failure.errorMessage).toContain('forgotten');
    expect((await invoke(name, {})).value).toBe(1);
  });

  conforms('ends a function that outgrows its memory', async () => {
    const { name } = await createFunction(
      `const kept = [];
       exports.handler = async ({ fill }) => {
         for (;;) kept.push(fill === 'heap' ? new Array(100_000).fill({ kept }) : Buffer.alloc(1024 * 1024, 1));
       };`,
      { MemorySize: 128, Timeout: 60 },
    );
    for (const fill of ['heap', 'buffers']) {
      const { errorType, errorMessage } = failureOf(await invoke(name, { fill }));
      expect(['Runtime.ExitError', 'Runtime.OutOfMemory']).toContain(errorType);
      expect(errorMessage).toMatch(/Runtime exited with error: signal: (killed|aborted)/);
    }
  });

  conforms('says why a package cannot be loaded', async () => {
    for (const [source, handler, errorType] of [
      ['require("not-there");', 'index.handler', 'Runtime.ImportModuleError'],
      ['exports.handler = {', 'index.handler', 'Runtime.UserCodeSyntaxError'],
      ['exports.other = () => {};', 'index.handler', 'Runtime.HandlerNotFound'],
      ['exports.handler = () => {};', 'missing.handler', 'Runtime.ImportModuleError'],
      ['throw new RangeError("at start");', 'index.handler', 'RangeError'],
    ]) {
      const { name } = await createFunction(source as string, { Handler: handler });
      expect(failureOf(await invoke(name, {})).errorType).toBe(errorType);
    }
  });

  conforms('reports an answer of more than 6 MB as an error', async () => {
    const { name } = await createFunction('exports.handler = async () => "x".repeat(6 * 1024 * 1024 + 100);');
    expect(failureOf(await invoke(name, {})).errorType).toBe('Function.ResponseSizeTooLarge');
  });
});
