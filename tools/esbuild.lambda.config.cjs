/**
 * Modules that a function never runs, by what is imported. In Lambda credentials are variables (AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN), so that the chain ends with its first link; SQS, SNS and PutObject answer
 * with no event streams; logs go to standard output, never to a worker thread (pino's transports load `node:module`,
 * which alone takes a fifth of the start).
 */
const absent = [
  /^@aws-sdk\/credential-provider-(http|ini|process|sso|web-identity)$/,
  /^@smithy\/credential-provider-imds$/,
  /^@smithy\/core\/event-streams$/,
  /^\.\/(lib\/)?(transport|multistream)$/,
];

/** Chunks that are loaded when they are needed: built as entry points of their own, and required from beside. */
const lazyChunks = /^\.\/(claim-store)\.js$/;

const leaveOut = {
  name: 'leave-out',
  setup(build) {
    const filter = new RegExp(absent.map(({ source }) => `(?:${source})`).join('|'));
    build.onResolve({ filter }, ({ path, importer, kind }) => {
      const isAnothers = path.startsWith('.') && !/[\\/]pino[\\/]/.test(importer);
      // S3's client asks for them at its start, and has to be given them.
      const isNeeded = path === '@smithy/core/event-streams' && kind !== 'dynamic-import';
      return isAnothers || isNeeded ? undefined : { path, namespace: 'absent' };
    });
    // Reached all the same, it says so, rather than to be undefined.
    build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get(_, name) { throw new Error(${JSON.stringify(`not in this bundle: ${path}`)}); } });`,
    }));
    build.onResolve({ filter: lazyChunks }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: path.replace(/js$/, 'cjs'), external: true } : undefined,
    );
  },
};

// Shared by the functions' bundles. CommonJS starts about 30 ms sooner than ESM in Lambda, and `.cjs` keeps Node from
// reading it as a module although the packages are `"type": "module"`. Made of the packages' own modules, what is not
// used can be left out.
module.exports = {
  conditions: ['@sluice/source', 'module'],
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.cjs' },
  legalComments: 'none',
  plugins: [leaveOut],
};
