import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRecordCodec } from './index.js';

const codec = createRecordCodec();

describe('the codec', () => {
  it('reads UTF-8 strictly, without a byte order mark', () => {
    expect(codec.decodeUtf8(Buffer.from('\uFEFFé\uFEFF𝄞'))).toBe('é\uFEFF𝄞');
    expect(codec.decodeUtf8(new Uint8Array())).toBe('');
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]])
      expect(codec.decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('writes base64 of a part of a buffer, and reads it', () => {
    const bytes = Buffer.from('xabcdx').subarray(1, 5);
    expect(codec.encodeBase64(bytes)).toBe('YWJjZA==');
    expect(codec.encodeBase64(Uint8Array.from(bytes))).toBe('YWJjZA==');
    expect(Buffer.from(codec.decodeBase64('YWJjZA==')).toString()).toBe('abcd');
  });

  it('hashes texts and bytes alike', () => {
    const expected = createHash('sha256').update('é').digest('hex');
    expect([codec.sha256Hex('é'), codec.sha256Hex(Buffer.from('é'))]).toEqual([expected, expected]);
  });

  it('makes the same gzip of the same text, which it reads back', async () => {
    const text = '{"rows":["é"]}'.repeat(1000);
    const [one, other] = await Promise.all([codec.gzip(text), codec.gzip(text)]);
    expect(one).toEqual(other);
    expect(Buffer.from(codec.decompress(one, 1 << 20) as Uint8Array).toString()).toBe(text);
  });
});
