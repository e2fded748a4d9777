import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { inspectCases } from '../dead-letters/inspect-cases.testing.js';
import { parkCases } from '../dead-letters/park-cases.testing.js';
import { redriveCases } from '../dead-letters/redrive-cases.testing.js';
import { listCases } from '../parked/list-cases.testing.js';
import { releaseCases } from '../parked/release-cases.testing.js';
import { statusCases } from '../status/status-cases.testing.js';
import { startOperatorBed, type OperatorBed } from './operator-bed.testing.js';

// One embedded AWS for all of them.
let bed: OperatorBed;
beforeAll(async () => void (bed = await startOperatorBed()));
afterAll(() => bed.close());
beforeEach(() => bed.clear());

describe('sluice dlq inspect', () => inspectCases(() => bed));
describe('sluice dlq redrive', () => redriveCases(() => bed));
describe('sluice dlq park', () => parkCases(() => bed));
describe('sluice parked list', () => listCases(() => bed));
describe('sluice parked release', () => releaseCases(() => bed));
describe('sluice status', () => statusCases(() => bed));
