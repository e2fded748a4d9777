/** Six digits, so that the places within a record sort as they stand; and whatever it takes for more. */
export function placeOf(index: number, within?: string): string {
  const place = String(index).padStart(6, '0');
  return within === undefined ? place : `${within}:${place}`;
}
