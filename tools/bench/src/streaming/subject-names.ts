/** What is measured in turn; the first is the reference. */
export const comparedSubjects = [
  'limit',
  'sluice',
  'sluice-plain',
  'powertools-sync',
  'powertools',
  'powertools-packing',
] as const;

/** Sluice as far as each step, for `--profile`; `sluice-plain` and `sluice` are the next two. */
export const profiledSteps = ['read', 'parse', 'judge'] as const;

export type ComparedSubject = (typeof comparedSubjects)[number];
export type ProfiledStep = (typeof profiledSteps)[number];
export type SubjectName = ComparedSubject | ProfiledStep;

export const subjectTitles: Readonly<Record<SubjectName, string>> = {
  limit: 'base64 + JSON.parse',
  sluice: 'Sluice',
  'sluice-plain': 'Sluice, content not compressed',
  'powertools-sync': 'Powertools, sync, no packing',
  powertools: 'Powertools, async, no packing',
  'powertools-packing': 'Powertools, sync, packing',
  read: 'the event read, base64',
  parse: '… and parsed',
  judge: '… and judged',
};
