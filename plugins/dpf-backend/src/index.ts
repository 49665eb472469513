/**
 * Back end of the DPF plugin.
 *
 * @packageDocumentation
 */

export { dpfPlugin as default } from './plugin';
export { serveOwnHostsToGuests } from './guests/guestHosts';
export {
  createDpuClusterConditionalDecision,
  dpuClusterConditions,
} from './permissions/rules';
export { dpuClusterPermissionResourceRef } from './permissions/dpuClusterResourceRef';
export {
  type DpuClusterAttributes,
  type DpuClusterFilter,
} from './permissions/dpuClusterResourceRef';
