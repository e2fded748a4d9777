/**
 * What stands where, and what it may import: eslint.config.js refuses everything else, and docs/projects.md is made from
 * it. A project names its layer in a tag, `layer:core`. `packages`: the only ones from npm, where not all are allowed.
 */
export const layers = [
  {
    name: 'app',
    holds: 'a service that deploys: the edge, the flow, the clients',
    imports: ['command', 'adapter', 'engine', 'core', 'support'],
  },
  {
    name: 'command',
    holds: 'what the `sluice` command and a container both run',
    imports: ['adapter', 'engine', 'core', 'support'],
  },
  { name: 'adapter', holds: 'one AWS service', imports: ['core', 'support'] },
  { name: 'engine', holds: 'what judges files, record by record', imports: ['core', 'support'] },
  {
    name: 'core',
    holds: 'rules: no AWS, no clock, no randomness, no logs',
    imports: ['core'],
    packages: ['zod', 'zod/mini'],
  },
  {
    name: 'support',
    holds: 'what any of them may need of a process: settings, logs, codecs',
    imports: ['support'],
  },
  {
    name: 'tool',
    holds: 'what runs, proves, measures and documents the rest; nothing that ships imports it',
    imports: ['tool', 'command', 'adapter', 'engine', 'core', 'support'],
  },
  { name: 'infra', holds: 'Terraform, which calls by path', imports: ['infra'] },
];
