/**
 * DPU clusters in Backstage, for the new frontend system.
 *
 * @packageDocumentation
 */
export { dpfPlugin as default } from './plugin';
export { dpfApiRef } from './api/useDpfApi';
