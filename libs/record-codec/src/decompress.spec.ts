import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompress } from './decompress.js';
import { decompressZstd, fzstdFrame } from './zstd.js';

const mebibyte = 1024 * 1024;
const text = '{"dataset":"title-ratings","data":{"tconst":"tt0000001"}}\n'.repeat(40);
// Of that text by zstd 1.5, level 3: with checksum and size, without checksum, without size.
const frames = {
  checked:
    'KLUv/WQQCN0BALQCeyJkYXRhc2V0IjoidGl0bGUtcmF0aW5ncyIsIjp7InRjb25zdDAxIn19CgQA0+jKa5xgou7c7RwD/oLR3Q==',
  unchecked: 'KLUv/WAQCN0BALQCeyJkYXRhc2V0IjoidGl0bGUtcmF0aW5ncyIsIjp7InRjb25zdDAxIn19CgQA0+jKa5xgou7c7RwD',
  sizeless:
    'KLUv/QQQ3QEAtAJ7ImRhdGFzZXQiOiJ0aXRsZS1yYXRpbmdzIiwiOnsidGNvbnN0MDEifX0KBADT6MprnGCi7tztHAP+gtHd',
};
const bytesOf = (frame: keyof typeof frames) => Buffer.from(frames[frame], 'base64');
const magic = [0x28, 0xb5, 0x2f, 0xfd];
/** A frame with a window of 1 MiB and no size: blocks of one byte, each repeated so often. */
const runs = (...lengths: number[]) =>
  Buffer.from([
    ...[...magic, 0x00, 0x50],
    ...lengths.flatMap((length, index) => {
      const header = (length << 3) | 2 | (index === lengths.length - 1 ? 1 : 0);
      return [header & 0xff, (header >> 8) & 0xff, header >> 16, 0x61];
    }),
  ]);
const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

const shown = (result: ReturnType<typeof decompress>) =>
  typeof result === 'object' ? Buffer.from(result).toString() : result;

describe('what is not compressed', () => {
  it.each(['', '{', '{"a":1}', '\u001f', '(µ'])('is told by its first bytes: %j', (content) => {
    expect(decompress(Buffer.from(content), mebibyte)).toBeUndefined();
  });

  it('deflate without gzip is not known', () => {
    expect(decompress(deflateSync('abc'), mebibyte)).toBeUndefined();
  });
});

describe('gzip', () => {
  const member = gzipSync(text);
  const flipped = Buffer.from(member);
  flipped[flipped.length - 6] = (flipped.at(-6) ?? 0) ^ 1;

  it.each<[string, Buffer, string]>([
    ['one member', member, text],
    ['several members', Buffer.concat([member, gzipSync(''), member]), text + text],
    ['an empty one', gzipSync(''), ''],
    ['padding of zeros, as in files', Buffer.concat([member, Buffer.alloc(7)]), text],
  ])('reads %s', (_, bytes, expected) => {
    expect(shown(decompress(bytes, mebibyte))).toBe(expected);
  });

  it.each<[string, Buffer]>([
    ['its magic alone', Buffer.from([0x1f, 0x8b])],
    ['another method', Buffer.from([0x1f, 0x8b, 0x07, ...member.subarray(3)])],
    ['a wrong checksum', flipped],
    ['something behind it', Buffer.concat([member, Buffer.from('{}')])],
    ['something behind zeros', Buffer.concat([member, Buffer.from([0, 0, 7])])],
    ['a member behind zeros, which zlib passes over', Buffer.concat([member, Buffer.alloc(2), member])],
    ['half a member behind it', Buffer.concat([member, member.subarray(0, 20)])],
  ])('is damaged: %s', (_, bytes) => {
    expect(decompress(bytes, mebibyte)).toBe('damaged');
  });

  it('is damaged wherever it is cut off', () => {
    for (let end = 2; end < member.length; end++)
      expect(decompress(member.subarray(0, end), mebibyte)).toBe('damaged');
  });

  it('is too large above the limit, and not at it', () => {
    expect(shown(decompress(member, text.length))).toBe(text);
    expect(decompress(member, text.length - 1)).toBe('too_large');
    expect(decompress(member, 0)).toBe('too_large');
    expect(decompress(gzipSync(Buffer.alloc(20 * mebibyte)), mebibyte)).toBe('too_large');
    expect(shown(decompress(gzipSync(''), 0))).toBe('');
  });
});

const engines = { 'as this Node does it': undefined, 'as fzstd does it': fzstdFrame };

describe.each(Object.keys(engines) as (keyof typeof engines)[])('zstd %s', (engine) => {
  const read = (bytes: Uint8Array, maxBytes = mebibyte) =>
    shown(decompressZstd(bytes, maxBytes, engines[engine]));

  it.each<[string, Buffer, string]>([
    ['a frame with its checksum', bytesOf('checked'), text],
    ['one without', bytesOf('unchecked'), text],
    ['one without a size', bytesOf('sizeless'), text],
    ['several frames', Buffer.concat([bytesOf('checked'), bytesOf('sizeless')]), text + text],
    [
      'frames between such as are skipped',
      Buffer.concat([bytesOf('checked'), skippable, bytesOf('unchecked'), skippable]),
      text + text,
    ],
    ['an empty frame', Buffer.from([...magic, 0x20, 0x00, 0x01, 0x00, 0x00]), ''],
    ['blocks of no bytes', runs(0, 3, 0), 'aaa'],
  ])('reads %s', (_, bytes, expected) => {
    expect(read(bytes)).toBe(expected);
  });

  it.each<[string, Buffer]>([
    ['its magic alone', Buffer.from(magic)],
    ['something behind it', Buffer.concat([bytesOf('checked'), Buffer.from('{}')])],
    ['half a frame behind it', Buffer.concat([bytesOf('checked'), bytesOf('checked').subarray(0, 30)])],
    ['a frame to be skipped without its end', Buffer.concat([bytesOf('checked'), skippable.subarray(0, 9)])],
    ['a dictionary', Buffer.from([...magic, 0x21, 0x01, 0x00, 0x01, 0x00, 0x00])],
    ['a reserved bit', Buffer.from([...magic, 0x28, 0x00, 0x01, 0x00, 0x00])],
    ['a reserved block', Buffer.from([...magic, 0x20, 0x00, 0x07, 0x00, 0x00])],
    ['a block larger than its window', Buffer.from([...magic, 0x20, 0x02, 0x1b, 0x00, 0x00, 0x61])],
    ['less than the size it states', Buffer.from([...magic, 0x20, 0x05, 0x1b, 0x00, 0x00, 0x61])],
  ])('is damaged: %s', (_, bytes) => {
    expect(read(bytes)).toBe('damaged');
  });

  it('is damaged wherever it is cut off', () => {
    for (const frame of Object.keys(frames) as (keyof typeof frames)[])
      for (let end = 4; end < bytesOf(frame).length; end++)
        expect(read(bytesOf(frame).subarray(0, end))).toBe('damaged');
  });

  it('is too large above the limit, and not at it', () => {
    for (const frame of Object.keys(frames) as (keyof typeof frames)[]) {
      expect(read(bytesOf(frame), text.length)).toBe(text);
      expect(read(bytesOf(frame), text.length - 1)).toBe('too_large');
    }
    expect(read(Buffer.concat([bytesOf('checked'), bytesOf('checked')]), text.length * 2 - 1)).toBe(
      'too_large',
    );
    expect(read(runs(131_072, 131_072, 131_072), 393_216)).toHaveLength(393_216);
    expect(read(runs(131_072, 131_072, 131_072), 393_215)).toBe('too_large');
  });

  it('is too large by what its headers say, before anything is made of it', () => {
    expect(read(runs(...Array.from({ length: 8_000 }, () => 131_072)))).toBe('too_large');
    const asksForTwoGigabytes = Buffer.from([...magic, 0x00, 0xa8, 0x01, 0x00, 0x00]);
    expect(read(asksForTwoGigabytes)).toBe('too_large');
  });

  it('never throws, whatever is changed in it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(frames)),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (frame, changes) => {
          const bytes = Buffer.from(frame, 'base64');
          for (const [at, value] of changes) bytes[4 + (at % (bytes.length - 4))] = value;
          const result = decompressZstd(bytes, 10_000, engines[engine]);
          if (typeof result === 'object') expect(result.length).toBeLessThanOrEqual(10_000);
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });
});

describe('fzstd', () => {
  it('is not given more windows to move than a second or two take', () => {
    // 60,000 blocks that may hold 128 KiB each, and hold nothing: literals 0, sequences 0.
    const nothing = [0x14, 0x00, 0x00, 0x00, 0x00];
    const blocks = Array.from({ length: 60_000 }, () => nothing).flat();
    const frame = Buffer.from([...magic, 0x00, 0x80, ...blocks, 0x01, 0x00, 0x00]);
    const started = performance.now();
    expect(decompressZstd(frame, 64 * mebibyte, fzstdFrame)).toBe('too_large');
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
