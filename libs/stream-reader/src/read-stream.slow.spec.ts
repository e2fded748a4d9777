import { describe } from 'vitest';
import { describeLaws } from './read-stream-laws.testing.js';

describe('readStream hands over, on many streams,', () => describeLaws(400));
