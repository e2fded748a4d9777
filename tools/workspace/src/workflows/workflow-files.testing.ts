import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { root } from '../workspace-root.testing.js';

export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  with?: Record<string, string | boolean | number>;
  run?: string;
  env?: Record<string, string>;
  shell?: string;
}

export interface Job {
  if?: string;
  needs?: string | string[];
  uses?: string;
  with?: Record<string, string>;
  permissions?: Record<string, string>;
  environment?: string;
  'timeout-minutes'?: number;
  strategy?: { matrix: Record<string, unknown> };
  steps?: Step[];
}

export interface Workflow {
  name?: string;
  on: Record<string, unknown>;
  permissions?: unknown;
  concurrency?: unknown;
  defaults?: { run?: { shell?: string } };
  jobs: Record<string, Job>;
}

export interface Action {
  inputs?: Record<string, { required?: boolean; default?: string }>;
  runs: { using: string; steps: Step[] };
}

/** A workflow or a composite action, as text and as what it says. */
export interface WorkflowFile<Content = Workflow> {
  /** Relative to the root, with forward slashes. */
  path: string;
  text: string;
  content: Content;
}

/**
 * @throws {Error} for text that is no YAML, and for a key that stands twice
 */
export function workflowFile<Content = Workflow>(path: string, text: string): WorkflowFile<Content> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  return { path, text, content: document.toJS() as Content };
}

const read = <Content>(path: string) => workflowFile<Content>(path, readFileSync(join(root, path), 'utf8'));

/** Those of `.github/workflows`, by name. */
export const workflows = (): WorkflowFile[] =>
  readdirSync(join(root, '.github/workflows'))
    .sort()
    .map((name) => read<Workflow>(`.github/workflows/${name}`));

/** Those of `.github/actions`, by name. */
export const actions = (): WorkflowFile<Action>[] =>
  readdirSync(join(root, '.github/actions'))
    .sort()
    .map((name) => read<Action>(`.github/actions/${name}/action.yml`));

/** Of a workflow, each with its job's name; of an action its own. */
export const stepsOf = ({ content }: WorkflowFile<Workflow | Action>): { job: string; step: Step }[] =>
  'jobs' in content
    ? Object.entries(content.jobs).flatMap(([job, { steps = [] }]) => steps.map((step) => ({ job, step })))
    : content.runs.steps.map((step) => ({ job: 'runs', step }));

/** The script of the one step that `matches`. */
export function scriptOf(file: WorkflowFile<Workflow | Action>, matches: (step: Step) => boolean): string {
  const found = stepsOf(file).filter(({ step }) => step.run !== undefined && matches(step));
  if (found.length !== 1) throw new Error(`${file.path}: ${found.length} steps are meant, not one`);
  return found[0]?.step.run as string;
}
