/** Twice the cases of `test/gateway/differential`, over graphs that are not among those: 10,000. */
import { testDifferential } from '../gateway/differential/differential-cases.js';

const graphs = Array.from({ length: 220 }, (_item, index) => 1001 + index);

testDifferential({ batches: true, graphs, casesEach: 48, atLeast: 10_000 });
