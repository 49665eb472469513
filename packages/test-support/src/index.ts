/**
 * Test data that the tests of several packages share: hostile input, kubeconfigs, management clusters, a World.
 *
 * @packageDocumentation
 */

export { anyRequest } from './data/anyRequest';
export {
  CRAFTED_INPUT,
  craftedCluster,
  craftedRequest,
} from './data/craftedInput';
export type { CraftedInput } from './data/craftedInput';
export { kamajiCluster, staticCluster } from './data/dpuClusters';
export { HOSTILE_KUBECONFIGS, HOSTILE_MARKER } from './data/hostileKubeconfigs';
export type { HostileKubeconfig } from './data/hostileKubeconfigs';
export {
  CA_DATA,
  CERTIFICATE_DATA,
  KEY_DATA,
  kubeconfigObject,
  mergedKubeconfig,
  pem,
} from './data/kubeconfigs';
export { FREE_LABEL_KEYS, RESERVED_LABEL_KEYS } from './data/labelKeys';
export { MALFORMED_TIMES, WELL_FORMED_TIMES } from './data/malformedTimes';
export { aManagementCluster, aNetwork, anApi } from './data/managementClusters';
export { UNUSABLE_INTERFACES, USABLE_INTERFACES } from './data/interfaces';
export { UNUSABLE_VIPS, USABLE_VIPS } from './data/vips';
export {
  BY_VENDOR,
  CREATED,
  NOW,
  aCluster,
  aControlPlane,
  aDpu,
  aNode,
  aStaticCluster,
  aWorld,
  blue,
  keepalivedOn,
  runBy,
  vendorKeepalived,
} from './data/world';
export type { Surroundings } from './data/world';
