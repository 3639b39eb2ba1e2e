/** Drawn policies over classes, subjects, flags, owners, agreements and purposes. */
// Before anything is loaded: while developing, graphql-js looks at every value twice.
process.env['NODE_ENV'] = 'production';
const { testDocuments } = await import('./test-documents.js');

testDocuments('policies about places in the schema', {
  kinds: { records: false, failing: false, bare: false, demands: false, rejects: false },
  seed: 101,
});
