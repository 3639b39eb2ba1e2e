/** Rooms and stages: who may import whom. The text is in README.md, "The rooms". */
const room = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    room('shared-imports-nobody', '^shared/', '^(policies|gateway|subgraphs|test)/'),
    room('policies-import-shared-only', '^policies/', '^(gateway|subgraphs|test)/'),
    room('gateway-never-imports-subgraphs', '^gateway/', '^(subgraphs|test)/'),
    room('subgraphs-never-import-gateway', '^subgraphs/', '^(gateway|test)/'),
    {
      name: 'one-door-a-room',
      comment: 'another room is entered by its package name, that is by src/index.ts',
      severity: 'error',
      from: { path: '^(shared|policies|gateway|subgraphs/[^/]+|test)/' },
      to: {
        path: '^(shared|policies|gateway|subgraphs/[^/]+)/(src|dist)/',
        pathNot: ['^(shared|policies|gateway|subgraphs/[^/]+)/(src|dist)/index\\.(ts|js|d\\.ts)$', '^$1/'],
      },
    },
    {
      name: 'a-stage-never-imports-another',
      severity: 'error',
      from: { path: '^gateway/src/([1-8]-[a-z]+)/' },
      to: { path: '^gateway/src/[1-8]-[a-z]+/', pathNot: '^gateway/src/$1/' },
    },
    {
      name: 'a-stage-imports-exchange-shared-policies',
      severity: 'error',
      from: { path: '^gateway/src/([1-8]-[a-z]+)/' },
      to: { path: '^gateway/src/', pathNot: ['^gateway/src/$1/', '^gateway/src/(exchange|execution)\\.ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
