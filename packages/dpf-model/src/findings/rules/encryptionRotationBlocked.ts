import { FindingRule } from '../Finding';

/** DPF's manager cannot rotate the key by which etcd is encrypted, and says so on the cluster. */
export const encryptionRotationBlocked: FindingRule = cluster => {
  const blocked = cluster.status?.conditions?.find(
    ({ type, status }) =>
      type === 'EtcdEncryptionRotationBlocked' && status === 'True',
  );
  if (!blocked) {
    return undefined;
  }
  const { message, reason, lastTransitionTime } = blocked;
  return {
    code: 'EncryptionRotationBlocked',
    severity: 'warning',
    blocking: false,
    sentence: `DPF cannot rotate the encryption key of etcd: ${
      message || reason
    }`,
    remedy:
      'Mend what the message names. The cluster serves with the old key meanwhile. DPF’s manager says more: `kubectl -n dpf-operator-system logs deployment/kamaji-cm-controller-manager`.',
    who: 'platform',
    since: lastTransitionTime,
    evidence: { reason },
  };
};
