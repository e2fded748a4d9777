#!/usr/bin/env node
'use strict';
// `npm run docs`: writes what the documents say of the projects; `--check` only looks.
var path = require('path');
// Not a dependency of this project's code: it is how both are started.
var prepare = path.resolve(__dirname, '..', '..', 'cli', 'bin', 'prepare');
require(path.join(prepare, 'built-tool.cjs')).run('project-docs');
