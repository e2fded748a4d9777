import type { QuarantinedRecord } from './cleaning-result.js';
import { appendJsonBytes, appendJsonInteger, appendJsonText } from './json-bytes.js';
import type { RejectCause } from './reject-cause.js';
import type { Reject } from './reject.js';
import type { ByteOutput } from './sinks/byte-output.js';

const member = (name: keyof QuarantinedRecord, before = ',', behind = ''): Buffer =>
  Buffer.from(`${before}"${name}":${behind}`);

const ordinalMember = member('ordinal', '{');
const recordIdMember = member('recordId');
const valueMember = member('value');
const nullMember = member('value', ',', 'null');
const rawMember = member('raw');
const base64Member = member('rawBase64', ',', '"');
const base64End = Buffer.from('"');
const rawBytesMember = member('rawBytes');
const lineMember = member('line');
const lineEnd = Buffer.from('}\n');

/** Writes rejects as `QuarantinedRecord`s: lines as JSON.stringify makes them, but bytes from the beginning. */
export class QuarantineLines {
  /** Of the last line: the next one is most often of the same source. */
  private source: string | undefined;
  private sourceMember: Uint8Array = new Uint8Array(0);

  append(reject: Reject, cause: RejectCause, value: string | null, output: ByteOutput): void {
    const { source, ordinal, recordId, raw, rawBytes, line } = reject;
    output.append(ordinalMember);
    appendJsonInteger(ordinal, output);
    if (source !== undefined) output.append(this.memberOf(source));
    if (recordId !== undefined) {
      output.append(recordIdMember);
      appendJsonText(recordId, output);
    }
    output.append(cause.members);
    if (value === null) output.append(nullMember);
    else {
      output.append(valueMember);
      appendJsonText(value, output);
    }
    appendRaw(raw, output);
    if (rawBytes !== undefined) {
      output.append(rawBytesMember);
      appendJsonInteger(rawBytes, output);
    }
    if (line !== undefined) {
      output.append(lineMember);
      appendJsonInteger(line, output);
    }
    output.append(lineEnd);
  }

  private memberOf(source: string): Uint8Array {
    if (source !== this.source) {
      this.source = source;
      this.sourceMember = Buffer.from(`,"source":${JSON.stringify(source)}`);
    }
    return this.sourceMember;
  }
}

function appendRaw(raw: Buffer, output: ByteOutput): void {
  const before = output.length;
  output.append(rawMember);
  if (appendJsonBytes(raw, output)) return;
  output.length = before;
  output.append(base64Member);
  const text = raw.toString('base64');
  output.reserve(text.length);
  output.length += output.bytes.write(text, output.length, 'latin1');
  output.append(base64End);
}
