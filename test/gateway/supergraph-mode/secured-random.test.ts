/** Random demands in a few generated supergraphs; many more in `test/long/secured-graphs.test.ts`. */
import { describe } from '@jest/globals';
import { testSecuredGraphs } from './secured-graphs.js';

describe('whatever demands something, wherever it is asked', () => {
  testSecuredGraphs([1, 2, 3, 4, 5, 6, 7, 8]);
});
