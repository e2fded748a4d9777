import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A shell that ends the provider, and removes the folder, when this process goes, however it goes: its standard input
 * is closed then.
 */
const guard = `
trap '' INT TERM HUP
if read -r provider; then
  "$provider" -debug &
  server=$!
  exec >&-
  read -r _ || :
  kill "$server" 2>/dev/null
  wait "$server" 2>/dev/null
fi
rm -rf "$1"
`;

const announcement = /TF_REATTACH_PROVIDERS='(?<value>\{.*\})'/;

/** Watches over a folder from now on. */
export function guardFolder(
  folder: string,
  environment: NodeJS.ProcessEnv,
): {
  /**
   * Starts the provider as a server, which every Terraform process then talks to instead of starting its own: a run of
   * `terraform test` takes 0.1 s instead of 0.7 s. Resolves to the value of TF_REATTACH_PROVIDERS.
   * https://developer.hashicorp.com/terraform/plugin/debugging
   */
  readonly startProvider: (path: string) => Promise<string>;
  /** The folder goes now. */
  readonly end: () => void;
} {
  const shell = spawn('/bin/sh', ['-c', guard, 'sh', folder], {
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // Nobody waits for it: it ends with this process.
  shell.unref();
  for (const stream of [shell.stdin, shell.stdout]) (stream as unknown as { unref(): void }).unref();
  return {
    startProvider: (path) =>
      new Promise((resolve, reject) => {
        createInterface({ input: shell.stdout })
          .on('line', (line) => {
            const value = announcement.exec(line)?.groups?.['value'];
            if (value !== undefined) resolve(value);
          })
          .once('close', () => reject(new Error(`the AWS provider ended before it served: ${path}`)));
        shell.once('error', reject);
        shell.stdin.write(`${path}\n`);
      }),
    end: () => shell.stdin.end(),
  };
}
