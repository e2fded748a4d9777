'use strict';

var Module = require('module');
var path = require('path');
var esbuild = require('esbuild');

var sources = path.resolve(__dirname, '..', 'src');

/**
 * The module `src/<name>/generator.ts`, bundled in memory from the sources that stand there now. Nx loads a plugin before
 * anything is built, and Node 20 reads no TypeScript.
 */
function load(name) {
  var folder = path.join(sources, name);
  var bundle = esbuild.buildSync({
    entryPoints: [path.join(folder, 'generator.ts')],
    outdir: folder,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    conditions: ['@sluice/source'],
    // Nx's own packages have to be the ones that run the generator.
    external: ['@nx/*', 'nx', 'prettier'],
    // Templates stand beside the generator, which is where the bundle is loaded as if it stood there.
    define: { 'import.meta.dirname': '__dirname' },
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  var loaded = new Module(path.join(folder, 'generator.cjs'));
  loaded.filename = loaded.id;
  loaded.paths = Module._nodeModulePaths(folder);
  loaded._compile(bundle.outputFiles[0].text, loaded.filename);
  return loaded.exports;
}

module.exports = { load: load };
