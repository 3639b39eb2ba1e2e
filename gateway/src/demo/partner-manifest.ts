/**
 * What the demonstration runs: each folder of `subgraphs/` that takes part says so in a `demo.json`.
 *
 * Takes the repository's root, gives the partners in a fixed order. The hub's code knows no partner by name.
 */
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { HubError, PARTNER_ID } from '@vigil/shared';
import { z } from 'zod';

const dataset = z.strictObject({ file: z.string(), mapping: z.string() });

/** A script of the partner's own, called with these arguments and `--data-dir`. */
const script = z.strictObject({ script: z.string(), arguments: z.array(z.string()) });

const manifestPartner = z.strictObject({
  id: z.string().regex(PARTNER_ID),
  /** settings file for `vigil-partner init` */
  settings: z.string(),
  /** true: it takes part only when `--data` names a folder with one of its files */
  onlyWithData: z.boolean().default(false),
  /** real files this partner can read when `--data` names a folder that holds them */
  datasets: z.array(dataset).default([]),
  /** a folder with the partner's own SDL and resolvers, for `vigil-partner extension install` */
  extension: z.string().optional(),
  /** run once after `init`, before any data: for a partner that brings a database of its own, for instance */
  prepare: script.optional(),
  /** makes synthetic case files */
  generator: script.optional(),
  /** years to release once there is data */
  releases: z.array(z.string().regex(/^\d{4}$/)),
});

const manifest = z.strictObject({ format: z.literal('vigil-demo-1'), partners: z.array(manifestPartner) });

export type ManifestPartner = z.infer<typeof manifestPartner> & { folder: string };

function readManifest(folder: string): ManifestPartner[] {
  const parsed = manifest.safeParse(JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')));
  if (!parsed.success) {
    throw new HubError(
      'CONFIG_INVALID',
      `demo.json: ${parsed.error.issues[0]?.message ?? 'invalid'}`,
      'operator',
    );
  }
  return parsed.data.partners.map((partner) => ({ ...partner, folder }));
}

/** All partners that may take part, synthetic ones first, then by id. */
export function readPartnerManifests(root: string): ManifestPartner[] {
  const subgraphs = join(root, 'subgraphs');
  return readdirSync(subgraphs)
    .map((name) => join(subgraphs, name))
    .filter((folder) => existsSync(join(folder, 'demo.json')))
    .flatMap(readManifest)
    .sort(
      (a, b) =>
        Number(b.generator !== undefined) - Number(a.generator !== undefined) || (a.id < b.id ? -1 : 1),
    );
}

/** Partners that do nothing but read real files stay away without them, unless they have read them before. */
export function takesPart(
  partner: ManifestPartner,
  { dataFolder, dataDir }: { dataFolder: string | undefined; dataDir: string },
): boolean {
  if (!partner.onlyWithData || existsSync(join(dataDir, partner.id))) return true;
  return datasetsFound(partner, dataFolder).length > 0;
}

/** The data sets of a partner that lie in the folder. */
export function datasetsFound(
  partner: ManifestPartner,
  dataFolder: string | undefined,
): { file: string; mapping: string }[] {
  if (dataFolder === undefined) return [];
  return partner.datasets
    .map(({ file, mapping }) => ({ file: join(dataFolder, file), mapping: join(partner.folder, mapping) }))
    .filter(({ file }) => existsSync(file));
}
