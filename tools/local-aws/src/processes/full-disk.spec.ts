import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runtimeDirectory } from './process-host.testing.js';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'local-aws-disk-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

/** What a program prints that has this body, a folder of its own in TMPDIR and the preload. */
async function run(body: string): Promise<unknown> {
  const program = join(directory, 'program.mjs');
  const imports = `
    import * as fs from 'node:fs';
    import * as promises from 'node:fs/promises';
    import { join } from 'node:path';
    import { Readable } from 'node:stream';
    import { pipeline } from 'node:stream/promises';
    const folder = process.env.TMPDIR;
    fs.mkdirSync(folder);
    const at = (name) => join(folder, name);`;
  await writeFile(program, `${imports}\n${body}`);
  const args = ['--require', join(runtimeDirectory, 'full-disk.cjs'), program];
  const env = { TMPDIR: join(directory, 'work') };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as unknown;
}

it('fails every write below TMPDIR as long as its flag is there, and nothing else', async () => {
  const outcomes = await run(`
    const handle = await promises.open(at('handle'), 'w');
    const descriptor = fs.openSync(at('descriptor'), 'w');
    const called = (run) => new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
    const writes = {
      'handle.write': () => handle.write(Buffer.from('x')),
      'handle.writev': () => handle.writev([Buffer.from('x')]),
      'handle.writeFile': () => handle.writeFile('x'),
      'handle.appendFile': () => handle.appendFile('x'),
      'handle.createWriteStream': () => pipeline(Readable.from(['x']), handle.createWriteStream({ autoClose: false })),
      createWriteStream: () => pipeline(Readable.from(['x']), fs.createWriteStream(at('stream'))),
      writeFile: () => promises.writeFile(at('file'), 'x'),
      appendFile: () => promises.appendFile(at('file'), 'x'),
      mkdtemp: () => promises.mkdtemp(at('folder-')),
      mkdir: () => promises.mkdir(at('folder'), { recursive: true }),
      'write, called back': () => called((back) => fs.write(descriptor, 'x', back)),
      'writeFile, called back': () => called((back) => fs.writeFile(at('file'), 'x', back)),
      'mkdtemp, called back': () => called((back) => fs.mkdtemp(at('folder-'), back)),
      writeSync: async () => fs.writeSync(descriptor, 'x'),
      writeFileSync: async () => fs.writeFileSync(at('file'), 'x'),
      mkdtempSync: async () => fs.mkdtempSync(at('folder-')),
    };
    const others = {
      elsewhere: () => promises.writeFile(folder + '-other', 'x'),
      open: () => promises.open(at('opened'), 'w').then((opened) => opened.close()),
      read: () => promises.readFile(at('handle')),
      rename: () => promises.rename(at('opened'), at('renamed')),
      remove: () => promises.rm(at('renamed')),
    };
    const codesOf = async (operations) => {
      const codes = new Set();
      for (const run of Object.values(operations)) codes.add(await run().then(() => 'done', ({ code }) => code));
      return [...codes];
    };
    const look = async () => ({ writes: await codesOf(writes), others: await codesOf(others) });
    const free = await look();
    fs.writeFileSync(folder + '.full', '');
    const full = await look();
    fs.rmSync(folder + '.full');
    console.log(JSON.stringify({ free, full, freed: await look() }));`);
  const free = { writes: ['done'], others: ['done'] };
  expect(outcomes).toEqual({ free, full: { writes: ['ENOSPC'], others: ['done'] }, freed: free });
});

it('has room for as much as its flag says', async () => {
  const codes = await run(`
    fs.writeFileSync(folder + '.full', '5');
    const handle = await promises.open(at('handle'), 'w');
    const codes = [];
    for (const text of ['abc', 'def', 'de', 'f'])
      codes.push(await handle.write(Buffer.from(text)).then(() => 'done', ({ code }) => code));
    console.log(JSON.stringify(codes));
    await handle.close();`);
  expect(codes).toEqual(['done', 'ENOSPC', 'done', 'ENOSPC']);
});
