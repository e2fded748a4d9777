import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createQueue } from '../resources/queue.js';
import { invalidParameter, receiveOne, send } from './queue-calls.js';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });

const three = { General: text('Kenobi'), Hello: text('There'), 'Help.Me': text('Me') };

/** Digests as SQS has them, by the names that were asked for. */
const digests: readonly {
  readonly asked: readonly string[];
  readonly given: readonly string[];
  readonly md5?: string;
}[] = [
  { asked: ['All'], given: ['General', 'Hello', 'Help.Me'], md5: '4c360f3fdafd970e05fae2f149d997f5' },
  { asked: ['.*'], given: ['General', 'Hello', 'Help.Me'], md5: '4c360f3fdafd970e05fae2f149d997f5' },
  { asked: ['Hello', 'General'], given: ['General', 'Hello'], md5: 'fca026605781cb4126a1e9044df24232' },
  { asked: ['Absent', 'Hello'], given: ['Hello'], md5: 'a311262e065454b75da111d535b8dacd' },
  { asked: ['Hel.*'], given: ['Hello', 'Help.Me'], md5: '83fee93c1bcd8b9a5a923ffacdc636c7' },
  { asked: ['Absent', 'Help'], given: [] },
];

const malformed: readonly (readonly [string, Readonly<Record<string, MessageAttributeValue>>])[] = [
  ['more than ten', Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, text('v')]))],
  ['an empty value', { a: text('') }],
  ['no value', { a: { DataType: 'String' } }],
  ['a value with control characters', { a: text('\u0008') }],
  ['no type', { a: { StringValue: 'v' } as MessageAttributeValue }],
  ['another type', { a: { DataType: 'Text', StringValue: 'v' } }],
  ['a type of more than 256 characters', { a: { DataType: `Number.${'l'.repeat(256)}`, StringValue: '1' } }],
  ['a number that is none', { a: { DataType: 'Number', StringValue: 'one' } }],
  ['a name of the service itself', { 'aWs.a': text('v') }],
  ['a name that begins with a dot', { '.a': text('v') }],
  ['a name that ends with a dot', { 'a.': text('v') }],
  ['a name with other characters', { 'a!': text('v') }],
  ['a name of more than 256 characters', { ['a'.repeat(257)]: text('v') }],
];

conformance('sqs', 'message attributes', (conforms) => {
  conforms('carries them, with their digest', async () => {
    const { url } = await createQueue();
    const MessageAttributes = {
      'trace.id': text('Grüße 👋'),
      hops: { DataType: 'Number.int', StringValue: '-7' },
      share: { DataType: 'Number', StringValue: '1.5e-3' },
      raw: { DataType: 'Binary.png', BinaryValue: Uint8Array.of(0, 255, 1) },
    };
    const sent = await send(url, 'm', { MessageAttributes });
    const received = await receiveOne(url);
    expect(received.MessageAttributes).toStrictEqual(MessageAttributes);
    expect(received.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
  });

  conforms('digests bytes', async () => {
    const { url } = await createQueue();
    const bytes = Buffer.from('traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01');
    const sent = await send(url, 'm', {
      MessageAttributes: { attr1: { DataType: 'Binary', BinaryValue: new Uint8Array(bytes) } },
    });
    expect(sent.MD5OfMessageAttributes).toBe('8cbe4db156db8a94db8b801b7addb984');
  });

  for (const { asked, given, md5 } of digests) {
    conforms(`gives ${given.join(', ') || 'none'} where ${asked.join(', ')} is asked for`, async () => {
      const { url } = await createQueue();
      const sent = await send(url, 'm', { MessageAttributes: three });
      expect(sent.MD5OfMessageAttributes).toBe('4c360f3fdafd970e05fae2f149d997f5');
      const message = await receiveOne(url, { MessageAttributeNames: [...asked] });
      expect(Object.keys(message.MessageAttributes ?? {}).sort()).toStrictEqual(given);
      expect(message.MD5OfMessageAttributes).toBe(md5);
    });
  }

  conforms('takes ten', async () => {
    const { url } = await createQueue();
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`a${n}`, text('v')]));
    await send(url, 'm', { MessageAttributes: ten });
    expect(Object.keys((await receiveOne(url)).MessageAttributes ?? {})).toHaveLength(10);
  });

  for (const [fault, MessageAttributes] of malformed) {
    conforms(`refuses ${fault}`, async () => {
      const { url } = await createQueue();
      await expect(send(url, 'm', { MessageAttributes })).rejects.toMatchObject(invalidParameter);
    });
  }
});
