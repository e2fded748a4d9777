'use strict';
/**
 * A disk that is full, for one process: `node --require full-disk.cjs PROGRAM`. While the file `$TMPDIR.full` exists,
 * beside the folder that TMPDIR names, what Node.js writes below that folder fails with ENOSPC: bytes written to files
 * and folders made. The file may hold how many bytes there is room for (none when it is empty), counted from when it
 * was first met. Reading, renaming, removing and opening go on.
 *
 * What native code writes is not Node.js's: a database's spilling, for example. On Linux `prlimit --pid PID --fsize=0:`
 * makes all of a process's writes to files fail with EFBIG, those included, until `--fsize=unlimited:` ends it.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { constants } = require('node:os');
const { resolve, sep } = require('node:path');
const { fileURLToPath } = require('node:url');

const folder = resolve(process.env.TMPDIR || '/tmp');
const flag = `${folder}.full`;
/** A descriptor's path is told with every link followed. */
const below = new Set([folder, realPath(folder)].map((path) => path + sep));
const { readFileSync, readlinkSync } = fs;
/** Of files opened here, where the system does not tell. */
const opened = new Map();
let used = 0;

function realPath(path) {
  try {
    return fs.realpathSync(path);
  } catch {
    return path;
  }
}

function roomBytes() {
  try {
    return Number(readFileSync(flag, 'utf8')) || 0;
  } catch {
    used = 0;
    return Infinity;
  }
}

function pathOf(target) {
  if (typeof target === 'number') {
    try {
      return readlinkSync(`/proc/self/fd/${target}`);
    } catch {
      return opened.get(target) ?? '';
    }
  }
  if (typeof target?.fd === 'number') return pathOf(target.fd);
  if (target instanceof URL) return fileURLToPath(target);
  return resolve(String(target));
}

/** What fails, or undefined; what there is room for is taken. */
function refused(syscall, target, bytes) {
  const room = roomBytes();
  if (room === Infinity) return undefined;
  const path = pathOf(target);
  if (![...below].some((start) => path.startsWith(start))) return undefined;
  if (used + bytes <= room) {
    used += bytes;
    return undefined;
  }
  const error = new Error(`ENOSPC: no space left on device, ${syscall}`);
  return Object.assign(error, { errno: -constants.errno.ENOSPC, code: 'ENOSPC', syscall });
}

const sizeOf = (data) =>
  typeof data === 'string' ? Buffer.byteLength(data) : (data?.byteLength ?? data?.length ?? 1);
/** Of `write(fd, buffer, offset, length)`, `write(fd, buffer, { offset, length })` and `write(fd, text)`. */
function writtenBytes(data, offset, length) {
  if (typeof data === 'string') return Buffer.byteLength(data);
  const options = typeof offset === 'object' && offset !== null ? offset : { offset, length };
  const from = typeof options.offset === 'number' ? options.offset : 0;
  return typeof options.length === 'number' ? options.length : data.byteLength - from;
}
const sumOf = (buffers) => buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
/** A folder takes some room, but it is not said how much. */
const one = () => 1;

/** By name: the system call that fails, and how many bytes the arguments after the first one are. */
const writing = {
  write: ['write', writtenBytes],
  writev: ['write', sumOf],
  writeFile: ['write', sizeOf],
  appendFile: ['write', sizeOf],
  mkdir: ['mkdir', one],
  mkdtemp: ['mkdtemp', one],
};

function patch(object, name, how) {
  const original = object[name];
  if (typeof original !== 'function') return;
  object[name] = how(original);
  // By these `promisify` knows what a function calls back with.
  for (const symbol of Object.getOwnPropertySymbols(original)) object[name][symbol] = original[symbol];
}

for (const [name, [syscall, bytesOf]] of Object.entries(writing)) {
  patch(fs, name, (original) => (target, ...rest) => {
    const error = refused(syscall, target, bytesOf(...rest));
    const callback = rest.at(-1);
    if (error === undefined || typeof callback !== 'function') return original.call(fs, target, ...rest);
    process.nextTick(callback, error);
  });
  patch(fs, `${name}Sync`, (original) => (target, ...rest) => {
    const error = refused(syscall, target, bytesOf(...rest));
    if (error !== undefined) throw error;
    return original.call(fs, target, ...rest);
  });
  patch(fs.promises, name, (original) => async (target, ...rest) => {
    const error = refused(syscall, target, bytesOf(...rest));
    if (error !== undefined) throw error;
    return original.call(fs.promises, target, ...rest);
  });
}

/** The methods of file handles, which are Node.js's own until one is opened. */
let handlesPatched = false;
function patchHandles(handle) {
  if (handlesPatched) return;
  handlesPatched = true;
  const prototype = Object.getPrototypeOf(handle);
  for (const name of ['write', 'writev', 'writeFile', 'appendFile']) {
    const [syscall, bytesOf] = writing[name];
    patch(
      prototype,
      name,
      (original) =>
        async function (...rest) {
          const error = refused(syscall, this, bytesOf(...rest));
          if (error !== undefined) throw error;
          return original.apply(this, rest);
        },
    );
  }
}

patch(fs.promises, 'open', (original) => async (path, ...rest) => {
  const handle = await original.call(fs.promises, path, ...rest);
  patchHandles(handle);
  opened.set(handle.fd, pathOf(path));
  return handle;
});
patch(fs, 'openSync', (original) => (path, ...rest) => {
  const descriptor = original.call(fs, path, ...rest);
  opened.set(descriptor, pathOf(path));
  return descriptor;
});
patch(fs, 'open', (original) => (path, ...rest) => {
  const callback = rest.pop();
  original.call(fs, path, ...rest, (error, descriptor) => {
    if (!error) opened.set(descriptor, pathOf(path));
    callback(error, descriptor);
  });
});

// Programs that import the functions by name have these as well.
syncBuiltinESMExports();
