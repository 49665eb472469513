import { missingEncryption } from '../../controlPlane/encryption';
import { isKamaji, ownControlPlaneOf, runnerOf } from '../clusterState';
import { FindingRule } from '../Finding';

/** The etcd of a running control plane is not encrypted, though DPF's configuration asks for it. */
export const etcdNotEncrypted: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const config = world.operatorConfig();
  if (!isKamaji(cluster) || !controlPlane) {
    return undefined;
  }
  // DPF's own manager reads its configuration with its own rights.
  if (config === 'unreadable' && runnerOf('kamaji', world) !== 'portal') {
    return undefined;
  }
  const said = missingEncryption(config, controlPlane);
  return (
    said && {
      code: 'EncryptionUnavailable',
      blocking: false,
      who: 'platform',
      ...said,
    }
  );
};
