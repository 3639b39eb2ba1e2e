/** What the policy commands are made of, for those who want to ask the same in their own program. */
export { parseCaller, parseFacts } from './asking-caller.js';
export { mergeProducts, type AnswerChange, type ChangeGroup, type Product } from './changes.js';
export { checkPolicies, type PolicyFinding } from './check-policies.js';
export { compareConditions } from './compare-conditions.js';
export { conditionInWords } from './condition-words.js';
export { describeMatrix } from './describe-matrix.js';
export { diffPolicies, type PolicyDiff } from './diff-policies.js';
export { explainAnswer, type Explanation } from './explain-answer.js';
export { matrixPage } from './matrix-page.js';
export { openPolicyBook, readSchemaBook, type PolicyBook, type SchemaBook } from './policy-book.js';
export { createMatrix, type PolicyMatrix } from './policy-matrix.js';
