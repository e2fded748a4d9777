import { afterAll } from 'vitest';
import { createClients, destroyClients } from './create-clients.js';
import { target } from './target.js';

/** Of the run's target; each connects with its first request. */
export const clients = createClients(target);

afterAll(() => destroyClients(clients));
