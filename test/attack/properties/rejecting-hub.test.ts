/** A hub that refuses an operation with a denied part instead of leaving the part out; everything else drawn too. */
// Before anything is loaded: while developing, graphql-js looks at every value twice.
process.env['NODE_ENV'] = 'production';
const { testDocuments } = await import('./test-documents.js');

testDocuments('a hub that rejects', {
  kinds: { records: true, failing: true, bare: true, demands: true, rejects: true },
  seed: 404,
});
