import type { ObjectMeta } from '@dpf-portal/kube-controller';
import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster, ManagedFields, groupOf } from '../cluster/DpuCluster';
import { readManifestUrl } from '../cluster/manifestUrl';
import { isSetBy, labelSettingName } from '../history/clusterSettings';
import { DpuClusterChange } from '../request/DpuClusterRequest';
import { boundedText, LONGEST_NAME } from '../text/boundedText';
import { shellQuoted } from '../text/shellQuoted';

const ARGO_TRACKING = 'argocd.argoproj.io/tracking-id';
const ARGO_LABEL = 'argocd.argoproj.io/instance';
const FLUX_KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io';
const FLUX_HELM = 'helm.toolkit.fluxcd.io';
const HELM_RELEASE = 'meta.helm.sh/release-name';

/** What each tool is called where the server records who wrote a field. */
const FIELD_MANAGERS_OF_TOOLS: Readonly<Record<string, string>> = {
  'argocd-controller': 'Argo CD',
  'argocd-application-controller': 'Argo CD',
  'kustomize-controller': 'Flux',
  'helm-controller': 'Flux',
  helm: 'Helm',
};

/**
 * The entries of GitOps tools in an object's `metadata.managedFields`.
 *
 * @public
 */
export function fieldsOfTools({
  managedFields = [],
}: ObjectMeta & {
  managedFields?: readonly ManagedFields[];
}): readonly ManagedFields[] {
  return managedFields.filter(
    ({ manager }) => FIELD_MANAGERS_OF_TOOLS[manager ?? ''],
  );
}

/** What tools own of a cluster, from a store or as the server answers. */
function appliedFieldsOf(cluster: DpuCluster): readonly ManagedFields[] {
  return cluster.appliedFields ?? fieldsOfTools(cluster.metadata);
}

interface Mark {
  /** `Argo CD application blue`. */
  manager: string;
  /** The key that a person removes where the tool is gone. */
  label?: string;
  annotation?: string;
}

function fluxMark(
  labels: Readonly<Record<string, string>>,
  domain: string,
  kind: string,
): Mark[] {
  const label = `${domain}/name`;
  const namespace = labels[`${domain}/namespace`] ?? 'flux-system';
  return labels[label]
    ? [{ manager: `${kind} ${namespace}/${labels[label]}`, label }]
    : [];
}

/** The marks that tools leave on what they apply, the one that decides first. */
function marksOf(cluster: DpuCluster): Mark[] {
  const { labels = {}, annotations = {} } = cluster.metadata;
  const tracked = annotations[ARGO_TRACKING]?.split(':')[0];
  const release = annotations[HELM_RELEASE];
  const writers = appliedFieldsOf(cluster).map(({ manager }) => ({
    manager: FIELD_MANAGERS_OF_TOOLS[manager ?? ''],
  }));
  return [
    ...(tracked
      ? [
          {
            manager: `Argo CD application ${tracked}`,
            annotation: ARGO_TRACKING,
          },
        ]
      : []),
    ...(labels[ARGO_LABEL]
      ? [
          {
            manager: `Argo CD application ${labels[ARGO_LABEL]}`,
            label: ARGO_LABEL,
          },
        ]
      : []),
    ...fluxMark(labels, FLUX_KUSTOMIZATION, 'Flux Kustomization'),
    ...fluxMark(labels, FLUX_HELM, 'Flux HelmRelease'),
    ...(release
      ? [{ manager: `Helm release ${release}`, annotation: HELM_RELEASE }]
      : []),
    ...writers,
    ...(annotations[DPF_ANNOTATIONS.manifestUrl] !== undefined
      ? [
          {
            manager: 'A GitOps tool',
            annotation: DPF_ANNOTATIONS.manifestUrl,
          },
        ]
      : []),
  ];
}

function markOf(cluster: DpuCluster): Mark | undefined {
  const [mark] = marksOf(cluster);
  return mark && { ...mark, manager: boundedText(mark.manager, LONGEST_NAME) };
}

/** `Change it in the repository instead: https://…`, with the address where it is known. */
function inRepository(step: string, { metadata }: DpuCluster): string {
  const url = readManifestUrl(
    metadata.annotations?.[DPF_ANNOTATIONS.manifestUrl],
  );
  return `${step} in the repository instead${url ? `: ${url}` : ''}.`;
}

/**
 * What a tool that applies the DPUCluster from a repository means for its edits; `undefined` where there is none.
 *
 * @public
 */
export function managedByGit(cluster: DpuCluster): string | undefined {
  const mark = markOf(cluster);
  return (
    mark &&
    `${
      mark.manager
    } applies this DPUCluster: it reverts a change of what its manifest sets. ${inRepository(
      'Change that',
      cluster,
    )}`
  );
}

/** Every manifest sets them. */
const ALWAYS_SET: readonly string[] = ['maxNodes', 'version'];

/** Whether the manifest in the repository sets a setting, as `clusterSettings` calls it. */
function isSetInGit(cluster: DpuCluster, setting: string): boolean {
  const byTools = appliedFieldsOf(cluster);
  return byTools.length
    ? isSetBy(byTools, setting)
    : ALWAYS_SET.includes(setting);
}

/** The settings that a field of a change sets; a label is one of its own. */
function settingsOf(
  field: keyof DpuClusterChange,
  { labels }: DpuClusterChange,
): string[] {
  return field === 'labels'
    ? Object.keys(labels ?? {}).map(labelSettingName)
    : [field];
}

/**
 * Why a field of a change must be changed in the repository that the DPUCluster is applied from; `undefined` where its
 * manifest does not set it.
 */
export function changedInGit(
  field: keyof DpuClusterChange,
  change: DpuClusterChange,
  cluster: DpuCluster,
): string | undefined {
  const mark = markOf(cluster);
  const set = mark
    ? settingsOf(field, change).filter(one => isSetInGit(cluster, one))
    : [];
  return mark && set.length
    ? `${mark.manager} sets ${set.join(
        ', ',
      )} and reverts this change. ${inRepository('Change it', cluster)}`
    : undefined;
}

/**
 * Why a cluster is retired in the repository that it is applied from: the tool would make it again. The remedy also has the
 * command for a cluster that its tool has left behind.
 *
 * @public
 */
export function retiredInGit(
  cluster: DpuCluster,
): { sentence: string; remedy: string } | undefined {
  const { namespace, name, deletionTimestamp } = cluster.metadata;
  const mark = deletionTimestamp ? undefined : markOf(cluster);
  if (!mark) {
    return undefined;
  }
  const [verb, key] = mark.label
    ? ['label', mark.label]
    : ['annotate', mark.annotation];
  const object = `dpuclusters.${groupOf(cluster)} ${shellQuoted(name)}`;
  // Who wrote a field stays recorded after the tool is gone, and nobody can take that away.
  const left = key
    ? `remove the mark: \`kubectl -n ${namespace} ${verb} ${object} ${key}-\`.`
    : `delete it with \`kubectl -n ${namespace} delete ${object}\`.`;
  return {
    sentence: `${mark.manager} applies ${namespace}/${name} and would make it again, empty, after it was deleted.`,
    remedy: `${inRepository(
      'Remove its manifest',
      cluster,
    )} If nothing applies it any more, ${left}`,
  };
}
