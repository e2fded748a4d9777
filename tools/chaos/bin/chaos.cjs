#!/usr/bin/env node
'use strict';
// `npm run chaos`: everything goes wrong at once, to the built bundles.
require('../../cli/bin/prepare/built-tool.cjs').run('chaos');
