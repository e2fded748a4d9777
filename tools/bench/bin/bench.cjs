#!/usr/bin/env node
'use strict';
// `npm run bench -- NAME`: measures the built bundles.
require('../../cli/bin/prepare/built-tool.cjs').run('bench');
