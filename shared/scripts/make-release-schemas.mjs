/**
 * Writes shared/schemas/<format>.schema.json: the shapes of signed documents, for readers outside this project.
 *
 *   npm run build && node shared/scripts/make-release-schemas.mjs
 */
import { releaseSchemas } from '@vigil/shared';
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [format, schema] of Object.entries(releaseSchemas()))
  writeFileSync(new URL(`${format}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
