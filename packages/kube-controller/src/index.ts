/**
 * A controller runtime for Kubernetes. Knows Kubernetes, not DPF.
 *
 * @packageDocumentation
 */

export { createOrAdopt, isOwnedBy } from './children/createOrAdopt';
export type { CreateOrAdoptOptions } from './children/createOrAdopt';
export { subsetEquals } from './children/subsetEquals';
export { KubeClient } from './client/KubeClient';
export type {
  DeleteOptions,
  GetOptions,
  JsonPatchOperation,
  KubeClientOptions,
  ListOptions,
  RequestOptions,
  WriteOptions,
  WriteVerb,
} from './client/KubeClient';
export { systemClock } from './clock';
export type { Clock, TimerHandle } from './clock';
export { mergeConditions, patchConditions } from './conditions/conditions';
export type { Condition } from './conditions/conditions';
export { Controller } from './controller/Controller';
export type {
  ControllerOptions,
  ReconcileContext,
  ReconcileResult,
} from './controller/Controller';
export { Discovery } from './discovery/Discovery';
export type { ApiGroup, JsonSchema } from './discovery/Discovery';
export { EventRecorder } from './events/EventRecorder';
export type {
  EventRecorderOptions,
  RecordedEvent,
} from './events/EventRecorder';
export { ServerGate } from './gate/ServerGate';
export type { ServerGateOptions, WriteGate } from './gate/ServerGate';
export { LeaderElector } from './lease/LeaderElector';
export type {
  ElectedLease,
  LeaderCallbacks,
  LeaderElectorOptions,
  LeaderElectorStatus,
} from './lease/LeaderElector';
export { holderOf } from './lease/LeaseObject';
export type { LeaseObject } from './lease/LeaseObject';
export { ObservedLease } from './lease/ObservedLease';
export { WatchedLease } from './lease/WatchedLease';
export { boundedText, messageOf, silentLogger } from './logger';
export type { LogMeta, Logger } from './logger';
export { silentMetrics } from './metrics';
export type {
  Counter,
  Gauge,
  Histogram,
  MetricDescription,
  MetricLabels,
  MetricsRegistry,
} from './metrics';
export { seriesKey } from './metrics';
export { objectKey, parseKey } from './objects/KubeObject';
export type {
  KubeList,
  KubeObject,
  ObjectMeta,
  ObjectRef,
  OwnerReference,
} from './objects/KubeObject';
export {
  CORE_RESOURCES,
  apiVersionOf,
  resourcePath,
} from './objects/ResourceType';
export type { ResourceType } from './objects/ResourceType';
export { WorkQueue } from './queue/WorkQueue';
export type { WorkQueueOptions } from './queue/WorkQueue';
export { Informer } from './reflector/Informer';
export type { InformerHandler, InformerOptions } from './reflector/Informer';
export type { InformerPosition } from './reflector/PositionTracker';
export type { ReflectorState } from './reflector/Reflector';
export {
  ConnectProxyAgent,
  TunnelError,
  openTunnel,
} from './rest/ConnectProxyAgent';
export type {
  ConnectProxyAgentOptions,
  TunnelOptions,
} from './rest/ConnectProxyAgent';
export type {
  KubeTransport,
  RestRequest,
  RestStream,
  RestStreamRequest,
} from './rest/KubeTransport';
export { RestTransport } from './rest/RestTransport';
export type { RestTransportOptions } from './rest/RestTransport';
export {
  GateClosedError,
  KubeApiError,
  KubeUnreachableError,
  TerminalError,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isStale,
  retryClassOf,
} from './rest/errors';
export type {
  KubeApiErrorOptions,
  StatusCause,
  StatusDetails,
} from './rest/errors';
export { SERVER_TRUST, checkServerIdentity } from './rest/serverTrust';
export {
  failedWebhookOf,
  isDeniedByWebhook,
  parseFailedWebhook,
  requestedResource,
} from './rest/failedWebhook';
export type {
  FailedWebhook,
  RequestedResource,
  WebhookFault,
} from './rest/failedWebhook';
export { isOlderVersion } from './store/Overlay';
export type { Indexers, ReadonlyStore } from './store/Store';
