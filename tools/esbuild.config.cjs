// Shared by every bundle (see targetDefaults in nx.json). CommonJS starts about 30 ms sooner than ESM in
// Lambda, and `.cjs` keeps Node from reading it as a module although the packages are `"type": "module"`.
module.exports = {
  conditions: ['@sluice/source'],
  outExtension: { '.js': '.cjs' },
  legalComments: 'none',
};
