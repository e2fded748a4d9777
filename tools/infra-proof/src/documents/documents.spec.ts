import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleFolders } from '../modules/module-folders.js';
import { planEnvironment, type ConfiguredModule } from '../terraform/plan-environment.js';
import { describeWithTerraform } from '../terraform/with-terraform.testing.js';
import { workspaceRoot } from '../terraform/workspace-root.js';
import { readBlocks, readModule, updateDocuments } from './read-module.js';

describe('the tables below infra/', () => {
  it('are what `npm run infra:docs` writes', () => {
    expect(updateDocuments(workspaceRoot, true), 'run `npm run infra:docs`').toEqual([]);
  });
});

const variable = (body: string) => `variable "a" {\n${body}}\n`;

describe('readBlocks', () => {
  it('reads what `terraform fmt` lays out', () => {
    const [block] = readBlocks(
      `# Why.\n\n${variable(
        [
          '  description = "One | two"',
          '  type = map(object({',
          '    b = optional(number, 1)',
          '  }))',
          '  default = {}',
          '',
          '  # Why.',
          '  validation {',
          '    condition = alltrue([',
          '      true,',
          '    ])',
          '    error_message = "a is \\"b\\": ${join(", ", [])}."',
          '  }',
          '',
        ].join('\n'),
      )}`,
      'variables.tf',
    );
    expect(block).toEqual({
      kind: 'variable',
      name: 'a',
      attributes: {
        description: '"One | two"',
        type: 'map(object({\n    b = optional(number, 1)\n  }))',
        default: '{}',
      },
      rules: ['a is "b": …'],
    });
  });

  it.each([
    ['another block', 'locals {\n}\n'],
    ['a block that is not closed', 'variable "a" {\n  type = string\n'],
    ['a heredoc', variable('  description = <<EOT\n')],
    ['a comment within a value', variable('  type = object({\n    # Why.\n  })\n')],
    ['an unknown block within', variable('  lifecycle {\n  }\n')],
    ['an attribute set twice', variable('  type = string\n  type = string\n')],
    ['a rule that says nothing', variable('  validation {\n    condition = true\n  }\n')],
  ])('refuses %s', (_what, text) => {
    expect(() => readBlocks(text, 'variables.tf')).toThrow(/^variables\.tf:\d+: /);
  });
});

/** Modules that a plan's configuration calls, by their folder's name. */
function calledModules(module: ConfiguredModule, found = new Map<string, ConfiguredModule>()) {
  for (const { source, module: called } of Object.values(module.module_calls ?? {})) {
    found.set(source.split('/').at(-1) as string, called);
    calledModules(called, found);
  }
  return found;
}

describeWithTerraform.each(moduleFolders())('%s', (folder) => {
  it('has the variables and outputs that Terraform reads there', async () => {
    const plan = await planEnvironment('dev', { seedState: true });
    const configured = calledModules(plan.configuration.root_module).get(folder.split('/').at(-1) as string);
    const { variables, outputs } = readModule(join(workspaceRoot, 'infra', folder));
    const told = (blocks: typeof variables) =>
      Object.fromEntries(
        blocks.map(({ name, attributes }) => [name, JSON.parse(attributes['description'] ?? '""')]),
      );
    const described = (blocks: Readonly<Record<string, { description?: string | undefined }>> = {}) =>
      Object.fromEntries(Object.entries(blocks).map(([name, { description }]) => [name, description]));
    expect(told(variables)).toEqual(described(configured?.variables));
    expect(told(outputs)).toEqual(described(configured?.outputs));
  });

  it('has the defaults that Terraform reads there', async () => {
    const plan = await planEnvironment('dev', { seedState: true });
    const configured = calledModules(plan.configuration.root_module).get(folder.split('/').at(-1) as string);
    const { variables } = readModule(join(workspaceRoot, 'infra', folder));
    for (const { name, attributes } of variables) {
      const read = configured?.variables?.[name];
      expect('default' in attributes, name).toBe(read !== undefined && 'default' in read);
      // Of collections Terraform also says what a type adds to them.
      if (/^("[^$]*"|-?[0-9.]+|true|false|null)$/.test(attributes['default'] ?? ''))
        expect(read?.default, name).toEqual(JSON.parse(attributes['default'] as string));
    }
  });
});
