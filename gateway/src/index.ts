/** The door of the room `gateway`: the hub. */
import './telemetry-off.js';

export { costOf, type Cost } from './1-receive/measure-cost.js';
export { createReceive } from './1-receive/receive.js';
export { createCallerViews, type CallerViewsOptions } from './3-decide/caller-view.js';
export { createDecide, type DecideOptions } from './3-decide/decide.js';
export { createDataKeys } from './4-plan/data-keys.js';
export { nameVariables } from './4-plan/name-variables.js';
export { createPlanOperation, type PlanOptions } from './4-plan/plan-operation.js';
export { createCommonsSource, type CommonsSourceOptions } from './5-fetch/commons/commons-source.js';
export {
  CursorSeal,
  type CursorBinding,
  type CursorOptions,
  type CursorPlace,
} from './5-fetch/commons/cursor.js';
export { compareEvents, keysetFor, type EventKey, type EventOrder } from './5-fetch/commons/event-order.js';
export { mergePages, type PartnerPage } from './5-fetch/commons/merge-pages.js';
export { createExtensionSource, type ExtensionSourceOptions } from './5-fetch/extension/extension-source.js';
export { createHttpSource, type HttpSourceOptions } from './5-fetch/http/http-source.js';
export { JsonClients } from './5-fetch/http/json-clients.js';
export { PartnerFailure } from './5-fetch/http/partner-failure.js';
export { KeptAnswers } from './5-fetch/in-process/kept-answers.js';
export { usesOnly } from './5-fetch/in-process/uses-only.js';
export { createSchemaSource, type SchemaSourceOptions } from './5-fetch/in-process/schema-source.js';
export { AnswerTexts } from './7-answer/answer-texts.js';
export { compileJoin, type JoinOptions } from './6-join/compile-join.js';
export { compileWriter, type CompileWriterOptions } from './7-answer/compile-writer.js';
export { compileIntrospection } from './7-answer/introspect.js';
export { maskError } from './7-answer/mask-error.js';
export { AuditQueue, type AuditStore } from './8-record/audit-queue.js';
export { Background, ChangeFollower, type Followed } from './change-follower.js';
export { runHubProgram } from './cli/program.js';
export { composeGraph, composeSupergraph, type ComposedGraph } from './composition/compose-supergraph.js';
export { SUPERGRAPH_LIMITS, readConfig, type HubConfig, type RequestLimits } from './config.js';
export { demoClaims, demoPrincipals } from './demo-tokens/demo-principals.js';
export { mintDemoToken, type MintDemoTokenInput } from './demo-tokens/mint-demo-token.js';
export { createApolloFace } from './generations/apollo-face.js';
export { composeSound, type Compose } from './generations/compose-sound.js';
export { Generations, type GenerationsOptions } from './generations/generations.js';
export { warmOperations } from './generations/warm-operations.js';
export { createApolloServer } from './http/apollo-server.js';
export { CheckedDocuments } from './http/checked-documents.js';
export { addDataRoutes, type DataRoutesOptions } from './http/data-routes.js';
export { listen } from './http/listen.js';
export { newServer } from './http/new-server.js';
export { addNoticeRoute, type NoticeRouteOptions } from './http/notice-route.js';
export { addPublicRoutes, type PublicRoutesOptions } from './http/public-routes.js';
export { RepeatedAnswers } from './http/repeated-answers.js';
export { NO_FACTS, Refusal, newExchange, type Exchange } from './exchange.js';
export {
  Flawed,
  type AnswerShape,
  type DataObject,
  type JoinedData,
  type PlannedFetch,
  type PlanStep,
  type RunPlan,
  type ShapeField,
  type SubgraphAnswer,
  type SubgraphQuestion,
  type SubgraphSource,
  type Variables,
  type WrittenAnswer,
} from './execution.js';
export { startHub, type HubOptions, type RunningHub } from './hub.js';
export * from './exports/index.js';
export { createGenerationMaker, type OpenGraphOptions } from './open-graph.js';
export { createPipeline, type Pipeline, type PipelineOptions } from './pipeline.js';
export * from './policy-tools/index.js';
export { PreparedOperations, type PreparingGraph, type Standing } from './prepared-operations.js';
export { ReleaseSync, type ReleaseSyncOptions } from './partners/release-sync.js';
export * from './red-flags/detectors/index.js';
export * from './red-flags/index.js';
export * from './releases/index.js';
export { stackFrames } from './stack-frames.js';
export * from './statistics/index.js';
export { DatabaseAuditStore } from './storage/audit-store.js';
export { EntryTexts } from './storage/entry-texts.js';
export { openHubDatabase } from './storage/hub-database.js';
export { initHub, readHubFiles, type HubFiles, type InitHubOptions } from './storage/hub-files.js';
export {
  createSupergraphExecutor,
  type SupergraphExecutor,
  type SupergraphExecutorOptions,
} from './supergraph-mode/supergraph-executor.js';
export { startSupergraphServer, type RunningSupergraph } from './supergraph-mode/supergraph-server.js';
