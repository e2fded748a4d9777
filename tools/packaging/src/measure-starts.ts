import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** CPU milliseconds, user and system, of starts of Node; lists have an entry a round. */
export interface Starts {
  readonly bare: readonly number[];
  readonly loaded: readonly number[];
}

/**
 * Starts Node alone and Node with the script in `path` loaded, in turn. CPU time, because what else the machine does
 * shows less in it than in a clock. Throws for a script that does not load.
 */
export async function measureStarts(
  path: string,
  variables: Readonly<Record<string, string>>,
  rounds: number,
): Promise<Starts> {
  const bare: number[] = [];
  const loaded: number[] = [];
  // The first of each reads its files from the disk.
  for (let round = -1; round < rounds; round++) {
    const [alone, withScript] = [
      await startNode('', variables),
      await startNode(`require(${JSON.stringify(path)});`, variables),
    ];
    if (round < 0) continue;
    bare.push(alone);
    loaded.push(withScript);
  }
  return { bare, loaded };
}

/** Of all rounds together: under load it keeps within a few percent, where the least and the middle do not. */
export function startRatio({ bare, loaded }: Starts): number {
  return sum(loaded) / sum(bare);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The last thing that each does. */
const tellUse = 'require("fs").writeSync(1, JSON.stringify(process.cpuUsage())); process.exit();';

async function startNode(script: string, variables: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, ['-e', `${script} ${tellUse}`], {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], use, said] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`node -e '${script}' ended with ${String(code)}: ${said.trim()}`);
  const { user, system } = JSON.parse(use) as NodeJS.CpuUsage;
  return (user + system) / 1000;
}
