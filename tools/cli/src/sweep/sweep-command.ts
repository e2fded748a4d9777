import { withSweepOptions, type SweepOptions } from '@sluice/sweep-command';
import type { Command } from 'commander';
import type { Interrupt } from '../interrupt.js';
import type { TargetOptions } from '../target/resolve-target.js';
import { targetOf, withTarget } from '../target/target-options.js';

/** Adds `sweep`. */
export function addSweepCommand(program: Command, interrupt: Interrupt, outcome: { exitCode: number }): void {
  withSweepOptions(withTarget(program.command('sweep'))).action(
    async (options: TargetOptions & SweepOptions) => {
      const { sweepDeployment } = await import('./sweep-deployment.js');
      outcome.exitCode = await sweepDeployment(options, targetOf(options), interrupt);
    },
  );
}
