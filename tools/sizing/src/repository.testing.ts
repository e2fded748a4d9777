import { readFileSync } from 'node:fs';
import { parseTopology } from '@sluice/topology';
import { parseInputs, type Inputs } from './inputs.js';
import { parsePrices } from './prices.js';

export const root = new URL('../../..', import.meta.url).pathname;

const read = (file: string): unknown => JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));

export const topology = parseTopology(read('infra/topology.json'));
export const priceJson = read('tools/sizing/prices/us-east-1.json');
export const prices = parsePrices(priceJson, 'us-east-1.json');

export const inputsOf = (gbPerDay: number, recordsPerSecond: number, more: Partial<Inputs> = {}): Inputs =>
  parseInputs({ gbPerDay, recordsPerSecond, ...more }, topology);
