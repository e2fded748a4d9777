import { stdout } from 'node:process';
import type { Reporter, TestModule } from 'vitest/node';
import { gapsOf, listedAs } from './gaps/gaps.js';
import type { TargetName } from './target.js';

/** The tests of the command itself, which ask no target. */
export const commandTests = 'command';

/** Says what a run proves: how many cases agree, which gaps are known and why; fails for gaps that name no case. */
export class ConformanceReport implements Reporter {
  constructor(private readonly options: { readonly filtered: boolean; readonly notes: readonly string[] }) {}

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const name of new Set(modules.map(({ project }) => project.name))) {
      if (name === commandTests) continue;
      this.#reportTarget(
        name as TargetName,
        modules.filter(({ project }) => project.name === name),
      );
    }
    for (const note of this.options.notes) stdout.write(`${note}\n`);
  }

  #reportTarget(name: TargetName, modules: readonly TestModule[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const agree = cases.filter((each) => each.result().state === 'passed' && each.meta().gap === undefined);
    const gaps = cases.flatMap((each) => each.meta().gap ?? []);
    stdout.write(`${name}: ${agree.length} of ${cases.length} cases agree, ${gaps.length} are known gaps\n`);
    for (const reason of new Set(gaps)) {
      stdout.write(`  ${gaps.filter((gap) => gap === reason).length} × ${reason}\n`);
    }
    if (this.options.filtered) return;
    const known = new Set(cases.flatMap((each) => listedAs(each.meta().conformanceCase ?? '')));
    for (const each of gapsOf(name).keys()) {
      if (known.has(each)) continue;
      stdout.write(`A gap of ${name} names no case: ${each}\n`);
      process.exitCode = 1;
    }
  }
}
