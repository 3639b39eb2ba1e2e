/**
 * How the planner is set up, wherever one is made.
 *
 * Where many subgraphs resolve the same, it weighs every combination against every other, by default up to 10,000 of
 * them, half a second of it. 2,000 are enough: the most that our suites have it weigh is 64. Beyond, it leaves the
 * combinations with the most jumps out before it begins, and finds a plan all the same.
 */
import type { QueryPlannerConfig } from '@apollo/query-planner';

export const PLANNER_CONFIG: QueryPlannerConfig = { debug: { maxEvaluatedPlans: 2_000 } };
