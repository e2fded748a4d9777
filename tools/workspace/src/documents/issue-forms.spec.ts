import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readText, workspaceTree } from './workspace-tree.testing.js';

interface Field {
  type: string;
  id?: string;
  attributes: { label?: string; value?: string; options?: unknown[] };
  validations?: { required: boolean };
}
interface Form {
  name: string;
  description: string;
  title?: string;
  labels?: string[];
  body: Field[];
}

const folder = '.github/ISSUE_TEMPLATE/';
const forms = [...workspaceTree().files]
  .filter((path) => path.startsWith(folder) && path !== `${folder}config.yml`)
  .map((path): [string, Form] => [path, parse(readText(path)) as Form]);

describe('issue forms', () => {
  it('are there for bugs, contracts and features', () => {
    expect(forms.map(([path]) => path.slice(folder.length)).sort()).toEqual([
      'bug.yml',
      'contract-question.yml',
      'feature.yml',
    ]);
  });

  it.each(forms)('%s has the keys that GitHub takes, and no others', (_path, form) => {
    expect(form).toEqual({
      name: expect.any(String),
      description: expect.any(String),
      title: expect.any(String),
      labels: expect.any(Array),
      body: expect.any(Array),
    });
    for (const field of form.body) {
      expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(field.type);
      expect(
        Object.keys(field).filter((key) => !['type', 'id', 'attributes', 'validations'].includes(key)),
      ).toEqual([]);
      expect(Object.keys(field.validations ?? {}).filter((key) => key !== 'required')).toEqual([]);
    }
  });

  it.each(forms)('%s asks for something, each field by an id and a label of its own', (_path, { body }) => {
    const fields = body.filter(({ type }) => type !== 'markdown');
    expect(fields.some(({ validations }) => validations?.required)).toBe(true);
    for (const key of [fields.map(({ id }) => id), fields.map(({ attributes }) => attributes.label)]) {
      expect(key.every((text) => typeof text === 'string' && text !== '')).toBe(true);
      expect(new Set(key).size).toBe(fields.length);
    }
    expect(fields.every(({ id }) => /^[\w-]+$/.test(id ?? ''))).toBe(true);
    expect(
      body.every(({ type, attributes }) => type !== 'markdown' || typeof attributes.value === 'string'),
    ).toBe(true);
  });

  it.each(forms)('%s offers choices that are texts, each once', (_path, { body }) => {
    for (const { type, attributes } of body) {
      if (type !== 'dropdown' && type !== 'checkboxes') continue;
      const labels = (attributes.options ?? []).map((option) =>
        type === 'dropdown' ? option : (option as { label: unknown }).label,
      );
      expect(labels.length).toBeGreaterThan(1);
      expect(labels.every((label) => typeof label === 'string' && label !== '')).toBe(true);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  it('leave no other way, and lead what is dangerous elsewhere', () => {
    expect(parse(readText(`${folder}config.yml`))).toEqual({
      blank_issues_enabled: false,
      contact_links: [
        {
          name: expect.any(String),
          url: expect.stringMatching(/^https:.*\/security\/advisories\/new$/),
          about: expect.any(String),
        },
      ],
    });
  });
});
