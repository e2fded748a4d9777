const { buildSync } = require('esbuild');
const { join } = require('node:path');

const conditions = ['@sluice/source'];

/** Cleaning encodes Parquet on a thread; what it runs is a script of its own, and lies in the bundle as a text. */
const encodingThread = buildSync({
  entryPoints: [join(__dirname, '..', 'libs', 'file-cleaning', 'src', 'sinks', 'encoding-thread-main.ts')],
  bundle: true,
  write: false,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  conditions,
  legalComments: 'none',
});

// Shared by every bundle (see targetDefaults in nx.json). CommonJS starts about 30 ms sooner than ESM in
// Lambda, and `.cjs` keeps Node from reading it as a module although the packages are `"type": "module"`.
module.exports = {
  conditions,
  outExtension: { '.js': '.cjs' },
  legalComments: 'none',
  define: { ENCODING_THREAD_SCRIPT: JSON.stringify(encodingThread.outputFiles[0].text) },
};
