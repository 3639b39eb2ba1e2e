/** The door of the room `synthetic`: made-up partners for the demonstration and the tests. */
export * from './detention-spells.js';
export * from './generate-synthetic-cases.js';
export * from './happenings.js';
export * from './load-synthetic-cases.js';
export * from './synthetic-settings.js';
