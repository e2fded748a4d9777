/** What docs/sizing.md reckons. */
export const standardCases = [
  { name: 'Small', gbPerDay: 5, recordsPerSecond: 50 },
  { name: 'Middle', gbPerDay: 100, recordsPerSecond: 1000 },
  { name: 'Large', gbPerDay: 2000, recordsPerSecond: 20_000 },
] as const;
