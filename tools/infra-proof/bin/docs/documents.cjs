'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { readBlocks } = require('./read-blocks.cjs');
const { tables } = require('./tables.cjs');

const begin = '<!-- variables: generated -->';
const end = '<!-- /variables -->';

/** Folders that have tables: every module, and the stack. */
function documented(root) {
  const modules = path.join(root, 'infra', 'modules');
  const names = fs.readdirSync(modules, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...names.map(({ name }) => path.join(modules, name)), path.join(root, 'infra', 'stack')];
}

/** @returns { variables, outputs } of a module, in the order of its files. */
function readModule(folder) {
  const read = (name, kind) => {
    const file = path.join(folder, name);
    const blocks = readBlocks(fs.readFileSync(file, 'utf8'), file);
    const other = blocks.find((block) => block.kind !== kind);
    if (other !== undefined) throw new Error(`${file}: ${other.kind} ${other.name} belongs elsewhere`);
    return blocks;
  };
  return { variables: read('variables.tf', 'variable'), outputs: read('outputs.tf', 'output') };
}

/** @returns { file, text, wanted }: a README as it is, and as it should be. */
function documentOf(folder) {
  const file = path.join(folder, 'README.md');
  const text = fs.readFileSync(file, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${file} needs the lines ${begin} and ${end}`);
  const { variables, outputs } = readModule(folder);
  const wanted = `${text.slice(0, from)}${begin}\n${tables(variables, outputs)}\n${text.slice(to)}`;
  return { file, text, wanted };
}

/** READMEs that say otherwise than the module; they are written anew unless `check` is set. */
function updateDocuments(root, check) {
  const stale = documented(root)
    .map(documentOf)
    .filter(({ text, wanted }) => text !== wanted);
  if (!check) for (const { file, wanted } of stale) fs.writeFileSync(file, wanted);
  return stale.map(({ file }) => path.relative(root, file));
}

module.exports = { readModule, updateDocuments };
