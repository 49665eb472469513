import { DPF_ANNOTATIONS } from '../../annotations';
import { DpuCluster, groupOf } from '../../cluster/DpuCluster';
import { readOwner } from '../../cluster/owner';
import { shellQuoted } from '../../text/shellQuoted';
import { Finding } from '../Finding';
import { LastSettings, World } from '../World';

/** What the object had before, and has no longer. */
function lostSettings(cluster: DpuCluster, world: World): LastSettings {
  const { uid = '', annotations } = cluster.metadata;
  const last = world.portal?.lastSettings(uid) ?? {};
  return {
    owner: readOwner(annotations?.[DPF_ANNOTATIONS.owner])
      ? undefined
      : last.owner,
    kubeconfig: cluster.spec.kubeconfig ? undefined : last.kubeconfig,
  };
}

/** The command that gives a cluster this owner. */
export function setOwnerCommand(cluster: DpuCluster, owner: string): string {
  const { namespace, name } = cluster.metadata;
  return `\`kubectl -n ${namespace} annotate --overwrite dpuclusters.${groupOf(
    cluster,
  )} ${name} ${DPF_ANNOTATIONS.owner}=${shellQuoted(owner)}\``;
}

function restoreCommand(cluster: DpuCluster, lost: LastSettings): string {
  const { owner, kubeconfig } = lost;
  if (!kubeconfig) {
    return setOwnerCommand(cluster, owner ?? '');
  }
  const { namespace, name } = cluster.metadata;
  const patch = {
    ...(owner && {
      metadata: { annotations: { [DPF_ANNOTATIONS.owner]: owner } },
    }),
    spec: { kubeconfig },
  };
  return `\`kubectl -n ${namespace} patch dpuclusters.${groupOf(
    cluster,
  )} ${name} --type=merge -p ${shellQuoted(JSON.stringify(patch))}\``;
}

/**
 * The object has lost its owner or its kubeconfig, as `kubectl replace` and GitOps tools that replace objects remove what
 * their file does not name. Only a portal with a history can tell.
 */
export function settingsLost(
  cluster: DpuCluster,
  world: World,
): Finding | undefined {
  const lost = lostSettings(cluster, world);
  const { owner, kubeconfig } = lost;
  if (!owner && !kubeconfig) {
    return undefined;
  }
  const what = [
    ...(owner ? [`its owner, ${owner}`] : []),
    ...(kubeconfig ? [`spec.kubeconfig, ${kubeconfig}`] : []),
  ].join(', and ');
  const effects = [
    ...(owner ? ['The catalog shows the default owner.'] : []),
    ...(kubeconfig ? ['Its API server cannot be reached.'] : []),
  ].join(' ');
  return {
    code: 'SettingsLost',
    severity: kubeconfig ? 'error' : 'warning',
    blocking: Boolean(kubeconfig) && cluster.spec.type === 'static',
    sentence: `The DPUCluster lost ${what}. ${effects}`,
    remedy: `Run: ${restoreCommand(
      cluster,
      lost,
    )}. Do not use kubectl replace: it removes what its file does not name. Use kubectl apply, and Argo CD without Replace=true.`,
    who: 'platform',
    evidence: {
      ...(owner && { owner }),
      ...(kubeconfig && { kubeconfig }),
    },
  };
}
