/**
 * API servers of DPU clusters with real certificates, and a proxy to them.
 *
 * @packageDocumentation
 */

export { MisbehavingTenant } from './MisbehavingTenant';
export type { MisbehaviourName } from './MisbehavingTenant';
export { TestProxy } from './TestProxy';
export { TestAuthority, TestTenant } from './TestTenant';
export type { TenantAnswers } from './TestTenant';
export { eventually } from './eventually';
export { aNode, nodeList } from './nodeList';
export { kubeconfigOf, makeCertificate } from './oddCertificates';
export type {
  AlgorithmName,
  OddCertificate,
  OddOptions,
} from './oddCertificates';
