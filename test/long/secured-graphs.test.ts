/** Random demands in many generated supergraphs. */
import { describe } from '@jest/globals';
import { testSecuredGraphs } from '../gateway/supergraph-mode/secured-graphs.js';

describe('whatever demands something, wherever it is asked', () => {
  testSecuredGraphs(Array.from({ length: 60 }, (_, n) => 101 + n));
});
