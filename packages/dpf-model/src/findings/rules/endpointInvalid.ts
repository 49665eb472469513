import { DpuCluster } from '../../cluster/DpuCluster';
import {
  isKamaji,
  isStarting,
  ownControlPlaneOf,
  ownKeepalivedOf,
} from '../clusterState';
import { FindingRule } from '../Finding';
import { World } from '../World';
import { InvalidField, invalidFieldsOf } from '../endpoint';
import { editCluster, kubectlArgs, kubectlObject, quoted } from '../phrases';

/**
 * A kamaji cluster without a VIP. One that runs keeps its address: that is for `addressImmutable`.
 *
 * @public
 */
export const endpointMissing: FindingRule = (cluster, world) => {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!isKamaji(cluster) || vip || ownControlPlaneOf(cluster, world)) {
    return undefined;
  }
  return {
    code: 'EndpointMissing',
    severity: 'error',
    blocking: true,
    // As the first release wrote it: an update writes to no cluster.
    sentence:
      'No VIP was given (spec.clusterEndpoint.keepalived), so the control plane cannot get an address.',
    remedy: `Choose a network when you create a cluster, or set spec.clusterEndpoint.keepalived: ${editCluster(
      cluster,
      world,
    )}.`,
    who: 'owner',
  };
};

/** What to give instead, and the command. The name of a cluster cannot be edited. */
function correctionOf(
  { field, reason }: InvalidField,
  cluster: DpuCluster,
  world: World,
): string {
  return field === 'metadata.name'
    ? reason
    : `${reason} Correct it: ${editCluster(cluster, world)}.`;
}

/**
 * A value of the endpoint cannot be used. DPF's own manager puts the text into a manifest as it is, so that it may add
 * containers of its own.
 *
 * @public
 */
export const endpointInvalid: FindingRule = (cluster, world) => {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (!isKamaji(cluster) || !vip) {
    return undefined;
  }
  const [invalid] = invalidFieldsOf(cluster);
  if (!invalid) {
    return undefined;
  }
  const isVip = invalid.field.endsWith('.vip');
  const evidence = { field: invalid.field };
  const daemonSet = ownKeepalivedOf(cluster, world);
  if (daemonSet && !invalid.harmless) {
    return {
      code: 'EndpointInvalid',
      severity: 'error',
      blocking: false,
      sentence: `Security: keepalived runs with an invalid ${
        invalid.noun
      } value (${quoted(
        invalid.value,
      )}), which can inject privileged containers.`,
      remedy: `Save the DPUCluster as YAML: \`kubectl ${kubectlArgs(
        cluster,
        world,
        'get',
      )} -o yaml\`. Save the DaemonSet too: \`kubectl -n ${
        cluster.metadata.namespace
      } get daemonset ${
        daemonSet.metadata.name
      } -o yaml\`. Call your security team, then delete the DaemonSet: ${kubectlObject(
        'delete',
        'DaemonSet',
        {
          namespace: cluster.metadata.namespace,
          name: daemonSet.metadata.name,
        },
      )}.`,
      who: 'platform',
      evidence,
    };
  }
  return {
    code: 'EndpointInvalid',
    severity: 'error',
    blocking: isStarting(cluster),
    sentence: `The ${invalid.noun} ${quoted(invalid.value)} is not valid.`,
    remedy:
      isVip && daemonSet
        ? 'A running cluster keeps its VIP. Create a new cluster with another VIP, move the DPUs there and retire this one.'
        : correctionOf(invalid, cluster, world),
    who: 'owner',
    evidence,
  };
};
