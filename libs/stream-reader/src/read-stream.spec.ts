import { describe } from 'vitest';
import { describeLaws } from './read-stream-laws.testing.js';

describe('readStream hands over', () => describeLaws(20));
