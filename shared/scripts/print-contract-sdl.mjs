/**
 * Writes the golden SDL of the two subgraphs anew, after a change of the contract that is meant:
 *
 *   npm run build && node shared/scripts/print-contract-sdl.mjs
 *
 * Then read the difference: every line of it is a promise to app builders.
 */
import { writeFileSync } from 'node:fs';
import { commonsSdl, statisticsSdl } from '@vigil/shared';

const golden = (name) => new URL(`../../test/golden/${name}.graphql`, import.meta.url);
writeFileSync(golden('commons'), commonsSdl());
writeFileSync(golden('statistics'), statisticsSdl());
