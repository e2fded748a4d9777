/** The longest record that is judged; a longer one is a `malformed_record`. */
export const maxRecordBytes = 2 * 1024 * 1024;
