import { KeepalivedSpec } from '../../cluster';
import {
  canonicalAddress,
  interfaceProblem,
  labelKeyProblem,
  labelValueProblem,
  vipProblem,
  virtualRouterIdProblem,
} from '../../request/fields';
import { isKamaji, isStarting, ownKeepalivedOf } from '../clusterState';
import { quoted } from '../phrases';
import { FindingRule } from './FindingRule';

interface InvalidField {
  field: string;
  noun: string;
  value: string | number;
  reason: string;
  /** An address that is well formed, and of no use: nothing was put into a manifest with it. */
  harmless?: boolean;
}

function firstInvalid(keepalived: KeepalivedSpec): InvalidField | undefined {
  const { vip, interface: nic, virtualRouterID: id } = keepalived;
  const labels = Object.entries(keepalived.nodeSelector ?? {}).map(
    ([key, value]) => ({
      field: 'nodeSelector',
      noun: 'label of a node selector',
      value: `${key}=${value}`,
      reason: labelKeyProblem(key) ?? labelValueProblem(value),
    }),
  );
  const fields = [
    {
      field: 'vip',
      noun: 'VIP',
      value: vip,
      reason: vipProblem(vip),
      harmless: canonicalAddress(vip) !== undefined,
    },
    {
      field: 'interface',
      noun: 'interface',
      value: nic,
      reason: interfaceProblem(nic ?? ''),
    },
    {
      field: 'virtualRouterID',
      noun: 'virtual router id',
      value: id,
      reason: virtualRouterIdProblem(id),
    },
    ...labels,
  ];
  for (const { reason, ...rest } of fields) {
    if (reason) {
      return { ...rest, reason };
    }
  }
  return undefined;
}

/**
 * The API server takes any text as VIP, interface and node selector; keepalived and Kamaji do not. DPF's own manager puts the text into
 * a manifest as it is, so that it may add containers of its own.
 */
export const endpointInvalid: FindingRule = (cluster, world) => {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  if (!isKamaji(cluster) || !keepalived?.vip) {
    return undefined;
  }
  const invalid = firstInvalid(keepalived);
  if (!invalid) {
    return undefined;
  }
  const evidence = {
    field: `spec.clusterEndpoint.keepalived.${invalid.field}`,
  };
  const daemonSet = ownKeepalivedOf(cluster, world);
  if (daemonSet && !invalid.harmless) {
    return {
      code: 'EndpointInvalid',
      severity: 'error',
      blocking: false,
      sentence: `Security: keepalived runs with an invalid ${
        invalid.noun
      } value (${quoted(
        invalid.value ?? '',
      )}), which can inject privileged containers.`,
      remedy: `Save the DPUCluster and DaemonSet ${daemonSet.metadata.name} as YAML, call your security team, then delete the DaemonSet.`,
      who: 'platform',
      evidence,
    };
  }
  return {
    code: 'EndpointInvalid',
    severity: 'error',
    blocking: isStarting(cluster),
    sentence: `The ${invalid.noun} ${quoted(
      invalid.value ?? '',
    )} is not valid.`,
    remedy: daemonSet
      ? 'A running cluster keeps its VIP. Create a new cluster with another VIP, move the DPUs there and retire this one.'
      : invalid.reason,
    who: 'owner',
    evidence,
  };
};
