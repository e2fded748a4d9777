import type { MakeSubject } from '../subject.js';

/** What nobody can do without: each record's data, decoded and parsed. */
export const limit: MakeSubject = ({ event }) => ({
  run() {
    let objects = 0;
    for (const { kinesis } of event.Records)
      if (typeof JSON.parse(Buffer.from(kinesis.data, 'base64').toString()) === 'object') objects++;
    if (objects !== event.Records.length) throw new Error('a record is no object');
  },
});
