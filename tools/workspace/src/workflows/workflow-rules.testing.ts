import {
  stepsOf,
  type Action,
  type Job,
  type Workflow,
  type WorkflowFile,
} from './workflow-files.testing.js';

type File = WorkflowFile<Workflow | Action>;

/** By what a rule is broken: where, and what to do. Nothing where all keep it. */
export type Rule = (workflows: readonly WorkflowFile[], actions: readonly WorkflowFile<Action>[]) => string[];

const jobsOf = (
  files: readonly WorkflowFile[],
): { path: string; name: string; job: Job; file: WorkflowFile }[] =>
  files.flatMap((file) =>
    Object.entries(file.content.jobs).map(([name, job]) => ({ path: file.path, name, job, file })),
  );

const mayWrite = ({ permissions = {} }: Job): boolean =>
  Object.values(permissions).some((access) => access === 'write');

/** A tag can be moved to other code; a commit cannot. The comment is for people and for Dependabot. */
export const pinned: Rule = (workflows, actions) =>
  [...workflows, ...actions].flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const used = /^\s*(?:- )?uses: (.*)$/.exec(line)?.[1];
      if (used === undefined || used.startsWith('./')) return [];
      return /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)
        ? []
        : [`${path}:${index + 1}: ${used}: a commit and its version, @<40 digits> # v1.2.3`];
    }),
  );

export const pinnedAlike: Rule = (workflows, actions) => {
  const pins = new Map<string, Set<string>>();
  for (const { text } of [...workflows, ...actions])
    for (const [, name = '', pin = ''] of text.matchAll(/uses: ([\w-]+\/[\w/-]+)@(.*)$/gm))
      pins.set(name, new Set([...(pins.get(name) ?? []), pin]));
  return [...pins]
    .filter(([, used]) => used.size > 1)
    .map(([name, used]) => `${name}: ${[...used].join(', ')}`);
};

/** Nothing for the workflow as a whole; each job names what it needs, if only nothing. */
export const permissionsNamed: Rule = (workflows) => [
  ...workflows
    .filter(({ content }) => JSON.stringify(content.permissions) !== '{}')
    .map(({ path }) => `${path}: permissions: {}`),
  ...jobsOf(workflows)
    .filter(({ job }) => typeof job.permissions !== 'object')
    .map(({ path, name }) => `${path}: ${name}: permissions of its own`),
];

/** What a job of another workflow does is timed there. */
export const timed: Rule = (workflows) =>
  jobsOf(workflows)
    .filter(({ job }) => job.uses === undefined && typeof job['timeout-minutes'] !== 'number')
    .map(({ path, name }) => `${path}: ${name}: timeout-minutes`);

export const concurrencyNamed: Rule = (workflows) =>
  workflows
    .filter(({ content }) => content.concurrency === undefined)
    .map(({ path }) => `${path}: concurrency`);

/** `bash` by its name stops at the first fault, also within a pipe; the runner's default does not. */
export const failsFast: Rule = (workflows, actions) => [
  ...workflows
    .filter(({ content }) => content.defaults?.run?.shell !== 'bash')
    .map(({ path }) => `${path}: defaults: run: shell: bash`),
  ...actions.flatMap((file) =>
    stepsOf(file)
      .filter(({ step }) => step.run !== undefined && step.shell !== 'bash')
      .map(() => `${file.path}: shell: bash`),
  ),
];

export const forgetsCredentials: Rule = (workflows) =>
  workflows.flatMap((file) =>
    stepsOf(file)
      .filter(
        ({ step }) =>
          step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false,
      )
      .map(({ job }) => `${file.path}: ${job}: persist-credentials: false`),
  );

/** What an expression gives becomes a part of the script; by way of `env` it is a value. */
export const noExpressionInScripts: Rule = (workflows, actions) =>
  [...workflows, ...actions].flatMap((file: File) =>
    stepsOf(file)
      .filter(({ step }) => step.run?.includes('${{'))
      .map(
        ({ job, step }) => `${file.path}: ${job}: ${step.name ?? step.run?.split('\n')[0]}: by way of env`,
      ),
  );

/** A fork's pull request gets neither; and what anybody sends runs with no more rights than it has itself. */
export const safeForForks: Rule = (workflows, actions) => [
  ...[...workflows, ...actions]
    .filter(({ text }) => /\bsecrets[.:[]/.test(text))
    .map(({ path }) => `${path}: no secrets: github.token, or a role by id-token`),
  ...workflows
    .filter(({ content }) => 'pull_request_target' in content.on || 'workflow_run' in content.on)
    .map(({ path }) => `${path}: pull_request, which runs without the repository's rights`),
  ...jobsOf(workflows)
    .filter(({ job, file }) => 'pull_request' in file.content.on && mayWrite(job))
    .filter(({ job: { if: condition = '' } }) => {
      const own = condition.includes('github.event.pull_request.head.repo.full_name == github.repository');
      return !own && !condition.startsWith("github.event_name != 'pull_request' && ");
    })
    .map(({ path, name }) => `${path}: ${name}: writes, but not on a fork's behalf`),
];

/** A job that nobody waits for is none that is required. */
export const requiredWaitsForAll: Rule = (workflows) =>
  workflows
    .filter(({ content }) => 'required' in content.jobs)
    .flatMap(({ path, content }) => {
      const waitsFor = content.jobs['required']?.needs ?? [];
      return Object.keys(content.jobs)
        .filter((name) => name !== 'required' && !waitsFor.includes(name))
        .map((name) => `${path}: required: needs ${name}`);
    });

/** They are there, after a checkout, and get inputs that they have. */
export const localActionsKnown: Rule = (workflows, actions) =>
  workflows.flatMap((file) =>
    Object.entries(file.content.jobs).flatMap(([job, { steps = [] }]) =>
      steps.flatMap(({ uses = '', with: given = {} }, index) => {
        if (!uses.startsWith('./')) return [];
        const where = `${file.path}: ${job}: ${uses}`;
        const action = actions.find(({ path }) => path === `${uses.slice(2)}/action.yml`);
        if (!action) return [`${where}: there is none`];
        const before = steps.slice(0, index).some((step) => step.uses?.startsWith('actions/checkout@'));
        const inputs = action.content.inputs ?? {};
        const unknown = Object.keys(given).filter((name) => !(name in inputs));
        return [
          ...(before ? [] : [`${where}: after a checkout`]),
          ...unknown.map((name) => `${where}: no input ${name}; there are ${Object.keys(inputs).join(', ')}`),
        ];
      }),
    ),
  );

/** What pip brings is what was tried. */
export const pipExact: Rule = (workflows, actions) =>
  [...workflows, ...actions].flatMap(({ path, text }) =>
    [...text.matchAll(/pip install (.*)$/gm)]
      .flatMap(([, words = '']) => words.split(' ').filter((word) => !word.startsWith('-')))
      .filter((word) => !/^'?[\w[\]-]+==[\d.]+'?$/.test(word))
      .map((word) => `${path}: pip install ${word}: an exact version`),
  );
