/** Extensions with `@authenticated`, `@requiresScopes` and `@policy` under any name, and policies that fail. */
// Before anything is loaded: while developing, graphql-js looks at every value twice.
process.env['NODE_ENV'] = 'production';
const { testDocuments } = await import('./test-documents.js');

testDocuments('extensions that demand something of the caller', {
  kinds: { records: false, failing: true, bare: false, demands: true, rejects: false },
  seed: 303,
});
