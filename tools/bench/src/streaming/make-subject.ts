import type { MakeSubject } from './subject.js';
import type { SubjectName } from './subject-names.js';

const makers: Readonly<Record<SubjectName, () => Promise<MakeSubject>>> = {
  limit: async () => (await import('./subjects/limit.js')).limit,
  sluice: async () => (await import('./subjects/sluice.js')).sluice,
  'sluice-plain': async () => (await import('./subjects/sluice.js')).sluicePlain,
  'powertools-sync': async () => (await import('./subjects/powertools.js')).powertoolsSync,
  powertools: async () => (await import('./subjects/powertools.js')).powertoolsAsync,
  'powertools-packing': async () => (await import('./subjects/powertools.js')).powertoolsPacking,
  read: async () => (await import('./subjects/sluice.js')).reading,
  parse: async () => (await import('./subjects/sluice.js')).parsing,
  judge: async () => (await import('./subjects/sluice.js')).judging,
};

/** Loads a subject and nothing of the others. */
export const makeSubject = (name: SubjectName): Promise<MakeSubject> => makers[name]();
