/** The door of the room `gateway`: the hub. */
import './telemetry-off.js';

export { runHubProgram } from './cli/program.js';
export { readConfig, type HubConfig, type RequestLimits } from './config.js';
export { demoClaims, demoPrincipals } from './demo-tokens/demo-principals.js';
export { mintDemoToken, type MintDemoTokenInput } from './demo-tokens/mint-demo-token.js';
export { startHub, type HubOptions, type RunningHub } from './hub.js';
export * from './releases/index.js';
export * from './statistics/index.js';
export { initHub, readHubFiles, type HubFiles, type InitHubOptions } from './storage/hub-files.js';
