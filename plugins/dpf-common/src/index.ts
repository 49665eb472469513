/**
 * The vocabulary of the DPF plugin set.
 *
 * @packageDocumentation
 */

export * from './annotations';
export * from './api';
export * from './capabilities';
export * from './client';
export * from './controlPlane';
export * from './cluster';
export * from './findings';
export * from './kubeconfig';
export * from './kubernetes';
export * from './managementCluster';
export * from './permissions';
export * from './request';
export { boundedConditions } from './text/boundedConditions';
export { LONGEST_NAME, boundedText } from './text/boundedText';
export { dayAndTime, replaceTimes } from './text/dayAndTime';
export { plainTextLogger } from './text/plainTextLogger';
export type { TextLogger } from './text/plainTextLogger';
export { sentence, withinSentence } from './text/sentence';
export * from './upgrade';
