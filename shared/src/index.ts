/** The door of the room `shared`: the contract that hub and partners agree on. */
export * from './coalition/coalition.js';
export * from './delegation/delegation-claims.js';
export * from './errors/hub-error.js';
export * from './releases/release-document.js';
