import { defineLoadCases } from './define-load-cases.js';

defineLoadCases('replace');
