import type { Column } from './column.js';

/** Whether a record may lack the column's value; with a default it is then not null all the same. */
export const acceptsNull = ({ nullable, default: entry }: Column): boolean => nullable || entry !== undefined;
