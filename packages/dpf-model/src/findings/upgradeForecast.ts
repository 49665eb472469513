import { DPU_CLUSTER_GROUPS, DpuCluster, groupOf } from '../cluster/DpuCluster';
import { assignedDpus } from '../cluster/countDpus';
import { DEFAULT_KUBERNETES_VERSION } from '../managementCluster/ControlPlaneSettings';
import {
  KnownOperatorConfig,
  dpfUpgradeOf,
} from '../managementCluster/DpfOperatorConfig';
import { nextVersion } from '../upgrade/decideRaise';
import {
  KUBELET_MOST_BEHIND,
  controlPlaneVersions,
  isBeingUpgraded,
  kubeletSkewOf,
} from '../upgrade/versions';
import {
  isDeleting,
  isKamaji,
  isStarting,
  keyOf,
  ownControlPlaneOf,
  runnerOf,
} from './clusterState';
import { byKamaji } from './kamajiPause';
import { KubeletVersion } from './Observation';
import { count, someOf } from './phrases';
import { World } from './World';

/** What an upgrade of DPF meets in one DPU cluster. @public */
export interface UpgradeForecast {
  about: 'controlPlane' | 'kubelets';
  /**
   * `blocks`: DPF does not upgrade, or its upgrade of the control plane fails. `unsupported`: DPF upgrades, and afterwards
   * the kubelets are too old for their API server. `unknown`: a fact cannot be read.
   */
  verdict: 'blocks' | 'unsupported' | 'unknown';
  sentence: string;
  remedy?: string;
}

/** The Kubernetes version that an upgrade of DPF gives hosted control planes. @public */
export interface TargetKubernetes {
  /** Absent where it is not known. */
  version?: string;
  /** What it follows from, or why it is not known. */
  basis: string;
}

/** Its constant is the only one that was published for these releases. */
const KNOWN_MAJOR = 26;

function majorOf(release: string | undefined): number | undefined {
  const [, major] = /^v?(\d{1,6})\.\d/.exec(release ?? '') ?? [];
  return major === undefined ? undefined : Number(major);
}

/** The Kubernetes version of hosted control planes after the upgrade, or after the next one. @public */
export function targetKubernetesOf(
  config: KnownOperatorConfig,
): TargetKubernetes {
  const version = DEFAULT_KUBERNETES_VERSION;
  const upgrade = dpfUpgradeOf(config);
  const installed =
    typeof config === 'object' ? config.status?.version : undefined;
  const assumed = `The forecast assumes Kubernetes ${version}, which DPF ${KNOWN_MAJOR} gives hosted control planes; a later release may give them another one.`;
  if (upgrade) {
    return majorOf(upgrade.to) === KNOWN_MAJOR
      ? {
          version,
          basis: `DPF ${upgrade.to} gives hosted control planes Kubernetes ${version}.`,
        }
      : {
          basis: `This portal does not know which Kubernetes version DPF ${upgrade.to} gives hosted control planes, so only what is wrong before the upgrade is listed.`,
        };
  }
  if (config === 'unreadable') {
    return {
      version,
      basis: `The portal may not read DPF's configuration, so the next release is not known. ${assumed}`,
    };
  }
  return (majorOf(installed) ?? KNOWN_MAJOR) > KNOWN_MAJOR
    ? {
        basis: `This portal does not know which Kubernetes version a release after DPF ${installed} gives hosted control planes, so only what is wrong already is listed.`,
      }
    : { version, basis: `No upgrade of DPF is requested. ${assumed}` };
}

/** DPF's manager upgrades in one jump, and Kamaji refuses to skip a minor version. */
export function controlPlaneForecast(
  cluster: DpuCluster,
  world: World,
): UpgradeForecast | undefined {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const { installed } = controlPlaneVersions(controlPlane);
  const { version: target } = targetKubernetesOf(world.operatorConfig());
  const runner = runnerOf('kamaji', world);
  if (
    !target ||
    !isKamaji(cluster) ||
    isStarting(cluster) ||
    isBeingUpgraded(controlPlane) ||
    (runner !== 'vendor' && runner !== 'unknown')
  ) {
    return undefined;
  }
  const unknown = (sentence: string): UpgradeForecast => ({
    about: 'controlPlane',
    verdict: 'unknown',
    sentence,
  });
  const { namespace, name } = cluster.metadata;
  if (!installed) {
    return unknown(
      `The Kubernetes version of TenantControlPlane ${keyOf(
        cluster,
      )} is not known.`,
    );
  }
  const next = nextVersion(installed, target);
  if (!next || next === target) {
    return undefined;
  }
  if (runner === 'unknown') {
    return unknown(
      `It is not known who runs the role kamaji, so it is not known whether the upgrade raises the control plane from ${installed} to ${target}.`,
    );
  }
  return {
    about: 'controlPlane',
    verdict: 'blocks',
    sentence: `it runs Kubernetes ${installed}, DPF ${KNOWN_MAJOR} raises it to ${target} in one step, and Kamaji refuses to skip a minor version`,
    remedy: byKamaji(
      cluster,
      world,
      `Raise it by one minor version at a time before DPF is upgraded, first: \`kubectl -n ${namespace} patch tenantcontrolplane ${name} --type=merge -p '{"spec":{"kubernetes":{"version":"${next}"}}}'\`.`,
    ),
  };
}

/** The finding about a blocked upgrade names the control plane before it. */
function asSentence(forecast: UpgradeForecast): UpgradeForecast {
  return forecast.verdict === 'blocks'
    ? { ...forecast, sentence: `The control plane: ${forecast.sentence}.` }
    : forecast;
}

/** The kubelets of the cluster: as its API server says, else as its DPUs report. `undefined`: nobody says. */
function kubeletsOf(
  cluster: DpuCluster,
  world: World,
): KubeletVersion[] | undefined {
  const { kubeletVersions } = world.observation(cluster) ?? {};
  if (kubeletVersions) {
    return kubeletVersions;
  }
  const byVersion = new Map<string, string[]>();
  for (const { metadata, status } of assignedDpus(
    world.dpusOf(cluster) ?? [],
  )) {
    const version = status?.agentStatus?.kubeletVersion;
    if (version) {
      byVersion.set(version, [
        ...(byVersion.get(version) ?? []),
        metadata.name,
      ]);
    }
  }
  return byVersion.size
    ? [...byVersion].map(([version, names]) => ({
        version,
        count: names.length,
        names,
      }))
    : undefined;
}

/** The API server's version after the upgrade: DPF raises only the control planes that its own manager makes. */
function serverAfterUpgrade(
  cluster: DpuCluster,
  world: World,
  server: string,
): string {
  const { version } = targetKubernetesOf(world.operatorConfig());
  return version &&
    isKamaji(cluster) &&
    runnerOf('kamaji', world) === 'vendor' &&
    nextVersion(server, version)
    ? version
    : server;
}

function kubeletForecast(
  { version, count: number, names }: KubeletVersion,
  server: string,
  after: string,
): UpgradeForecast | undefined {
  const skew = kubeletSkewOf(version, server);
  const later = kubeletSkewOf(version, after);
  const who = `${count(number, 'Node')} (${someOf(names, 5)})`;
  const run = number === 1 ? 'runs' : 'run';
  if (skew === 'newer') {
    return {
      about: 'kubelets',
      verdict: 'blocks',
      sentence: `${who} ${run} kubelet ${version}, which is newer than API server ${server}: DPF's check before the upgrade fails.`,
      remedy: `Upgrade the API server to at least the minor version of ${version}, or give the DPUs a BFB with an older kubelet.`,
    };
  }
  if (skew === 'older') {
    return {
      about: 'kubelets',
      verdict: 'blocks',
      sentence: `${who} ${run} kubelet ${version}, which is more than ${KUBELET_MOST_BEHIND} minor versions behind API server ${server}: DPF's check before the upgrade fails.`,
      remedy:
        'Give their DPUSet a BFB with a newer kubelet, and let it replace the DPUs.',
    };
  }
  return later === 'older'
    ? {
        about: 'kubelets',
        verdict: 'unsupported',
        sentence: `${who} ${run} kubelet ${version}. The upgrade raises the API server to ${after}, which supports kubelets of at most ${KUBELET_MOST_BEHIND} minor versions before it.`,
        remedy:
          'Give their DPUSet a BFB with a newer kubelet, and let it replace the DPUs, before DPF is upgraded.',
      }
    : undefined;
}

function kubeletForecasts(
  cluster: DpuCluster,
  world: World,
): UpgradeForecast[] {
  const dpus = world.dpusOf(cluster);
  const kubelets = kubeletsOf(cluster, world);
  const controlPlane = ownControlPlaneOf(cluster, world);
  const server =
    controlPlaneVersions(controlPlane).installed ??
    world.observation(cluster)?.serverVersion ??
    cluster.status?.version;
  if (kubelets && server) {
    const after = serverAfterUpgrade(cluster, world, server);
    return kubelets.flatMap(
      kubelet => kubeletForecast(kubelet, server, after) ?? [],
    );
  }
  // Without DPUs it has no kubelets to look at.
  if (isStarting(cluster) || dpus?.length === 0) {
    return [];
  }
  return [
    {
      about: 'kubelets',
      verdict: 'unknown',
      sentence: kubelets
        ? 'The version of its API server is not known, so it is not known whether the kubelets fit.'
        : 'The portal has not read its Nodes, and no DPU reports the version of its kubelet.',
    },
  ];
}

/**
 * What an upgrade of DPF meets in this cluster, by the rules of DPF's own check and of Kamaji; empty where nothing is in
 * the way. Clusters of the guide's group do not depend on DPF.
 *
 * @public
 */
export function upgradeForecastOf(
  cluster: DpuCluster,
  world: World,
): UpgradeForecast[] {
  if (groupOf(cluster) !== DPU_CLUSTER_GROUPS.released || isDeleting(cluster)) {
    return [];
  }
  const controlPlane = controlPlaneForecast(cluster, world);
  return [
    ...(controlPlane ? [asSentence(controlPlane)] : []),
    ...kubeletForecasts(cluster, world),
  ];
}
