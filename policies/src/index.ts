/** The door of the room `policies`: who may see what. */
export * from './permissions/open-map.js';
export * from './permissions/permission-map.js';
export * from './permissions/permission-maps.js';
export * from './permissions/policy-engine.js';
export * from './permissions/subject-class.js';
export * from './selection/answer-error.js';
export * from './selection/condition-variables.js';
export * from './selection/expand-operation.js';
export * from './selection/extension-coordinates.js';
export * from './selection/filter-selection.js';
export * from './selection/input-coordinates.js';
export * from './selection/print-selection.js';
export * from './selection/read-variables.js';
export * from './selection/selection-tree.js';
export * from './selection/shape-answer.js';
