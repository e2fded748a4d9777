#!/usr/bin/env node
'use strict';
// `npm run sizing`: what a deployment needs and costs.
var path = require('path');
// Not a dependency of this project's code: it is how both are started.
var prepare = path.resolve(__dirname, '..', '..', 'cli', 'bin', 'prepare');
require(path.join(prepare, 'built-tool.cjs')).run('sizing');
