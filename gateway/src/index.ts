/** The door of the room `gateway`: the hub. */
import './telemetry-off.js';

export { createCallerViews, type CallerViewsOptions } from './3-decide/caller-view.js';
export { createDecide, type DecideOptions } from './3-decide/decide.js';
export { CursorSeal, type CursorBinding, type CursorOptions, type CursorPlace } from './5-fetch/cursor.js';
export { compareEvents, keysetFor, type EventKey, type EventOrder } from './5-fetch/event-order.js';
export { createExtensionSource, type ExtensionSourceOptions } from './5-fetch/extension-source.js';
export { mergePages, type PartnerPage } from './5-fetch/merge-pages.js';
export { maskError } from './7-answer/mask-error.js';
export { AuditQueue, type AuditStore } from './8-record/audit-queue.js';
export { Background, ChangeFollower, type Followed } from './change-follower.js';
export { runHubProgram } from './cli/program.js';
export { composeGraph, composeSupergraph, type ComposedGraph } from './composition/compose-supergraph.js';
export { readConfig, type HubConfig, type RequestLimits } from './config.js';
export { demoClaims, demoPrincipals } from './demo-tokens/demo-principals.js';
export { mintDemoToken, type MintDemoTokenInput } from './demo-tokens/mint-demo-token.js';
export { composeSound, type Compose } from './generations/compose-sound.js';
export { Generations, type GenerationsOptions } from './generations/generations.js';
export { addPublicRoutes, type PublicRoutesOptions } from './http/public-routes.js';
export { newExchange, type Exchange } from './exchange.js';
export { startHub, type HubOptions, type RunningHub } from './hub.js';
export { ReleaseSync, type ReleaseSyncOptions } from './partners/release-sync.js';
export * from './releases/index.js';
export { stackFrames } from './stack-frames.js';
export * from './statistics/index.js';
export { initHub, readHubFiles, type HubFiles, type InitHubOptions } from './storage/hub-files.js';
