import { DpuCluster } from '../../cluster/DpuCluster';
import { ownControlPlaneOf, isKamaji, isStarting } from '../clusterState';
import {
  ProbeReason,
  TenantObservation,
  isRefusedAddress,
  isWrongServer,
} from '../Observation';
import { World } from '../World';
import { suspectKeepalived } from './addressNotAnswering';
import { FindingRule, FindingWho } from '../Finding';
import { ISSUE_CERTIFICATE } from '../../kubeconfig/commands';
import { describePods, rewriteKubeconfig } from '../phrases';
import { readyzCommand, tlsProblemOf } from '../serverCertificate';

type ApiReason = Exclude<ProbeReason, 'KubeconfigUnusable'>;

/** What fails. `who` is set where it does not follow from the reason. */
interface Failure {
  what: string;
  remedy: string;
  who?: FindingWho;
}

const SAID: Record<ApiReason, Failure> = {
  Unreachable: {
    what: 'the portal cannot connect to it',
    remedy:
      'Check that the server runs and that the portal can reach it. The log of the portal has the exact error.',
  },
  TLSUntrusted: {
    what: 'its certificate is not trusted',
    remedy: 'If its CA was rotated, re-read or replace the kubeconfig.',
  },
  CredentialsRejected: {
    what: 'it rejects the kubeconfig’s credentials',
    remedy: `Replace the kubeconfig with one whose client certificate the cluster’s CA signed and whose user may do everything. kubeadm issues one: ${ISSUE_CERTIFICATE}.`,
    who: 'owner',
  },
  Unhealthy: {
    what: 'its /readyz check fails',
    remedy:
      'Look at the API server and its etcd. With its kubeconfig, this names the check that fails: `kubectl get --raw "/readyz?verbose"`.',
  },
  Slow: {
    what: 'it does not answer in time',
    remedy:
      'Look at the load of the API server and its etcd. With its kubeconfig, this shows how long a request takes: `kubectl get --raw "/readyz?verbose" -v=6`.',
  },
  AddressNotAllowed: {
    what: 'its address is outside the networks that the portal may connect to',
    remedy:
      'Check the address. If it is right, add its network to tenantAccess.allowedCidrs.',
  },
  AddressForbidden: {
    what: 'its address is one that no DPU cluster can have',
    remedy:
      'Replace the kubeconfig with one that names the cluster’s own API server.',
  },
  ServerIsLocal: {
    what: 'its kubeconfig names the machine it was made on',
    remedy:
      'Replace the kubeconfig with one that names the address at which the DPUs and the portal reach the API server. Its certificate must carry that address too.',
  },
  NameNotResolved: {
    what: 'the name of its server cannot be resolved from the portal',
    remedy:
      'Check the name, or replace the kubeconfig with one that names an IP address that the API server’s certificate carries.',
  },
};

/** No waiting changes it. */
function isLasting(reason: ProbeReason): boolean {
  return (
    reason === 'TLSUntrusted' ||
    reason === 'CredentialsRejected' ||
    isRefusedAddress(reason)
  );
}

const NO_VIP = {
  what: 'its VIP is an address that no DPU cluster can have',
  remedy: 'Create the cluster again with a VIP of a network.',
};

const NO_API_SERVER = {
  what: 'something else than a Kubernetes API server answers at its address',
  remedy:
    'Check the server in the kubeconfig: a proxy, a load balancer or a sign-in page may answer there.',
};

function whatFails(
  cluster: DpuCluster,
  world: World,
  reason: ApiReason,
): Failure {
  const { noApiServer, tlsProblem, server } = world.observation(cluster) ?? {};
  if (noApiServer) {
    return NO_API_SERVER;
  }
  if (tlsProblem) {
    return tlsProblemOf(tlsProblem, cluster, server);
  }
  if (
    isKamaji(cluster) &&
    (reason === 'ServerIsLocal' || reason === 'AddressForbidden')
  ) {
    return NO_VIP;
  }
  if (isKamaji(cluster) && reason === 'CredentialsRejected') {
    return {
      ...SAID.CredentialsRejected,
      remedy: rewriteKubeconfig(cluster),
      who: 'platform',
    };
  }
  const deployment = ownControlPlaneOf(cluster, world)?.status
    ?.kubernetesResources?.deployment;
  if (reason === 'Unreachable' && deployment && !deployment.readyReplicas) {
    return {
      what: `none of its ${deployment.replicas ?? 0} pods is ready`,
      remedy: `Look at the pods of Deployment ${
        cluster.metadata.name
      }: ${describePods(cluster)}.`,
    };
  }
  if (reason === 'Unreachable' && server) {
    const { what, remedy } = SAID.Unreachable;
    return {
      what,
      remedy: `${remedy} To try it from there, run: ${readyzCommand(server)}.`,
    };
  }
  return SAID[reason];
}

function isExpected(
  cluster: DpuCluster,
  world: World,
  observation: TenantObservation,
) {
  // A control plane that is starting does not answer yet; WaitingForControlPlane reports that.
  const made =
    ownControlPlaneOf(cluster, world)?.status?.kubernetesResources?.version
      ?.status === 'Ready';
  return (
    isKamaji(cluster) &&
    isStarting(cluster) &&
    !made &&
    !isLasting(observation.reason ?? 'Unhealthy')
  );
}

/** The tenant's API does not answer as it should. */
export const apiNotAnswering: FindingRule = (cluster, world) => {
  const observation = world.observation(cluster);
  if (
    observation?.health !== 'unhealthy' ||
    observation.reason === 'KubeconfigUnusable' ||
    isExpected(cluster, world, observation) ||
    suspectKeepalived(cluster, world)
  ) {
    return undefined;
  }
  const reason = observation.reason ?? 'Unhealthy';
  const { what, remedy, who } = whatFails(cluster, world, reason);
  const { since, server, tlsProblem } = observation;
  return {
    code: 'ApiNotAnswering',
    severity: 'error',
    blocking:
      !isKamaji(cluster) &&
      isStarting(cluster) &&
      (isLasting(reason) || observation.noApiServer === true),
    sentence: `Checks of the API server fail: ${what}.`,
    remedy,
    who: who ?? (isWrongServer(reason) ? 'owner' : 'platform'),
    since,
    evidence: {
      reason,
      ...(tlsProblem ? { tlsProblem } : {}),
      ...(server ? { server } : {}),
    },
  };
};
