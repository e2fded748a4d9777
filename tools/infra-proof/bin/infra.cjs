#!/usr/bin/env node
'use strict';
// `docs` writes the tables of variables and outputs into the READMEs below infra/; `docs --check` only looks.
const path = require('node:path');
const { updateDocuments } = require('./docs/documents.cjs');

const root = path.resolve(__dirname, '..', '..', '..');
const [command, option] = process.argv.slice(2);

if (command !== 'docs' || (option !== undefined && option !== '--check') || process.argv.length > 4) {
  process.stderr.write('usage: infra docs [--check]\n');
  process.exit(2);
}

const check = option === '--check';
const stale = updateDocuments(root, check);
for (const file of stale) process.stdout.write(`${check ? 'stale' : 'written'}: ${file}\n`);
if (check && stale.length > 0) {
  process.stderr.write('Run `npm run infra:docs`.\n');
  process.exitCode = 1;
}
