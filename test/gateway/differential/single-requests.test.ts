/** Sources that are asked one fetch at a time: as the hub asks its partners. */
import { testDifferential } from './differential-cases.js';

const graphs = Array.from({ length: 56 }, (_item, index) => 2 * index + 1);

testDifferential({ batches: false, graphs, casesEach: 48, atLeast: 2500 });
