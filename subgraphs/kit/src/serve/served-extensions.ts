/**
 * The extension that this node serves now.
 *
 * Takes what is installed in the data directory, gives it ready to be asked. A change there is seen by the next
 * request: what runs keeps the version that it began with, and the last request of a version ends its thread.
 */
import { createPermissionMaps, type PermissionMap, type PermissionMapsInput } from '@vigil/policies';
import { HubError, checkExtensionSdl, type CheckedExtension, type DelegationClaims } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import { executableExtension } from '../extension/executable-extension.js';
import { installedState, readInstalled } from '../extension/extension-files.js';
import { ExtensionThread } from '../extension/extension-thread.js';
import type { NodeContext } from '../node/node-context.js';
import { perCoalition } from '../operations/watch-coalition.js';
import { subjectOf } from './subject-of.js';

export interface ServedExtension {
  readonly checked: CheckedExtension;
  readonly schema: GraphQLSchema;
  /** the contract's fields of `Event` that its resolvers get */
  readonly external: readonly string[];
  readonly thread: ExtensionThread;
  readonly permissions: (claims: DelegationClaims) => PermissionMap;
}

interface Loaded {
  readonly version: string;
  readonly extension: Promise<ServedExtension>;
  users: number;
  retired: boolean;
}

export type ServedExtensionsContext = Pick<NodeContext, 'dataDir' | 'settings' | 'coalition' | 'now'>;

export class ServedExtensions {
  #loaded: Loaded | null = null;

  constructor(
    private readonly context: ServedExtensionsContext,
    private readonly engine: PermissionMapsInput['engine'],
  ) {}

  /**
   * Runs work with the extension that is installed now; null: there is none.
   *
   * @throws HubError EXTENSION_INVALID, SDL_REFUSED, SDL_UNCLASSIFIED when what is installed cannot be served
   */
  async use<Result>(work: (extension: ServedExtension | null) => Promise<Result>): Promise<Result> {
    const loaded = await this.#current();
    if (loaded === null) return work(null);
    loaded.users += 1;
    try {
      return await work(await loaded.extension);
    } finally {
      loaded.users -= 1;
      if (loaded.retired && loaded.users === 0) await endThread(loaded);
    }
  }

  /** Ends the thread; a later question starts another. */
  async close(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    if (loaded !== null) await endThread(loaded);
  }

  async #current(): Promise<Loaded | null> {
    const state = await installedState(this.context.dataDir);
    const before = this.#loaded;
    if (before !== null && before.version === state?.version) return before;
    this.#loaded = null;
    if (before !== null) {
      before.retired = true;
      if (before.users === 0) void endThread(before);
    }
    if (state === null) return null;
    const loaded: Loaded = {
      version: state.version,
      extension: this.#load(),
      users: 0,
      retired: false,
    };
    this.#loaded = loaded;
    // what cannot be loaded is tried again by the next request: it may have been put right
    loaded.extension.catch(() => {
      if (this.#loaded === loaded) this.#loaded = null;
    });
    return loaded;
  }

  async #load(): Promise<ServedExtension> {
    const { dataDir, settings, now } = this.context;
    const installed = await readInstalled(dataDir);
    if (installed === null) {
      throw new HubError('EXTENSION_INVALID', 'the extension was removed while it was read', 'operator');
    }
    const checked = checkExtensionSdl({ partner: settings.id, sdl: installed.sdl });
    const thread = new ExtensionThread(installed.resolvers);
    try {
      const { schema, external } = executableExtension(checked, await thread.members());
      // made anew when the coalition file changes: agreements hold from the next request on
      const maps = perCoalition(this.context, ({ agreements }) =>
        createPermissionMaps({
          engine: this.engine,
          classification: checked.classification,
          coordinateOwners: new Map(checked.own.map((coordinate) => [coordinate, settings.id])),
          owners: [settings.id],
          requirements: checked.requirements,
          agreements,
          now,
        }),
      );
      const permissions: ServedExtension['permissions'] = (claims) => maps().for(subjectOf(claims));
      return { checked, schema, external, thread, permissions };
    } catch (error) {
      await thread.close();
      throw error;
    }
  }
}

async function endThread({ extension }: Loaded): Promise<void> {
  await extension.then(
    ({ thread }) => thread.close(),
    () => undefined,
  );
}
