import { KeepalivedSpec } from '../../cluster';
import {
  interfaceProblem,
  vipProblem,
  virtualRouterIdProblem,
} from '../../request/fields';
import { isKamaji, isStarting } from '../clusterState';
import { quoted } from '../phrases';
import { FindingRule } from './FindingRule';

interface InvalidField {
  field: string;
  noun: string;
  value: string | number;
  reason: string;
}

function firstInvalid(keepalived: KeepalivedSpec): InvalidField | undefined {
  const { vip, interface: nic, virtualRouterID: id } = keepalived;
  const fields = [
    { field: 'vip', noun: 'VIP', value: vip, reason: vipProblem(vip) },
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
  ];
  for (const { reason, ...rest } of fields) {
    if (reason) {
      return { ...rest, reason };
    }
  }
  return undefined;
}

/** The API server takes any text as VIP and interface; keepalived and Kamaji do not. */
export const endpointInvalid: FindingRule = cluster => {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  if (!isKamaji(cluster) || !keepalived?.vip) {
    return undefined;
  }
  const invalid = firstInvalid(keepalived);
  if (!invalid) {
    return undefined;
  }
  return {
    code: 'EndpointInvalid',
    severity: 'error',
    blocking: isStarting(cluster),
    sentence: `${quoted(invalid.value ?? '')} cannot be used as ${
      invalid.noun
    }.`,
    remedy: invalid.reason,
    who: 'owner',
    evidence: { field: `spec.clusterEndpoint.keepalived.${invalid.field}` },
  };
};
