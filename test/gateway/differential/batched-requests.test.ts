/** Sources of which several fetches may share a request: as `serve --supergraph` asks its subgraphs. */
import { testDifferential } from './differential-cases.js';

const graphs = Array.from({ length: 56 }, (_item, index) => 2 * index + 2);

testDifferential({ batches: true, graphs, casesEach: 48, atLeast: 2500 });
