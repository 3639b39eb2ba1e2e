/** Drawn policies that also ask about records: partners decide record by record, value by value. */
// Before anything is loaded: while developing, graphql-js looks at every value twice.
process.env['NODE_ENV'] = 'production';
const { testDocuments } = await import('./test-documents.js');

testDocuments('policies about records', {
  kinds: { records: true, failing: false, bare: true, demands: false, rejects: false },
  seed: 202,
});
