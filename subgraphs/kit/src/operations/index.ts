/** Operations of a partner node: backup, restore, prune, migrations back, TLS, the living coalition file. */
export * from './backup-node.js';
export * from './migrate-down.js';
export * from './prune-node.js';
export * from './reapply-record.js';
export * from './restore-node.js';
export * from './restored-marker.js';
export * from './retention.js';
export * from './self-signed-certificate.js';
export * from './tls-server.js';
export * from './verify-restored.js';
export * from './watch-coalition.js';
