'use strict';
module.exports = require('./load-generator.cjs').load('dataset');
