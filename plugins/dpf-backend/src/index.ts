/**
 * Back end of the DPF plugin.
 *
 * @packageDocumentation
 */

export { dpfPlugin as default } from './plugin';
export { serveOwnHostsToGuests } from './guests';
export {
  createDpuClusterConditionalDecision,
  dpuClusterConditions,
  dpuClusterPermissionResourceRef,
} from './permissions';
export type { DpuClusterAttributes, DpuClusterFilter } from './permissions';
