import { DpuCluster } from '../cluster/DpuCluster';
import { boundedText, LONGEST_NAME } from '../text/boundedText';

const ARGO_TRACKING = 'argocd.argoproj.io/tracking-id';
const ARGO_LABEL = 'argocd.argoproj.io/instance';
const FLUX_KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io';
const FLUX_HELM = 'helm.toolkit.fluxcd.io';
const HELM_RELEASE = 'meta.helm.sh/release-name';

function fluxName(
  labels: Readonly<Record<string, string>>,
  domain: string,
): string | undefined {
  const name = labels[`${domain}/name`];
  return name && `${labels[`${domain}/namespace`] ?? 'flux-system'}/${name}`;
}

/**
 * The tool that applies the DPUCluster from a repository, by the marks that it leaves on its objects; `undefined` where
 * there is none.
 */
function gitManagerOf({ metadata }: DpuCluster): string | undefined {
  const { labels = {}, annotations = {} } = metadata;
  const application =
    annotations[ARGO_TRACKING]?.split(':')[0] ?? labels[ARGO_LABEL];
  const kustomization = fluxName(labels, FLUX_KUSTOMIZATION);
  const helmRelease = fluxName(labels, FLUX_HELM);
  const named: Array<[string, string | undefined]> = [
    ['Argo CD application', application],
    ['Flux Kustomization', kustomization],
    ['Flux HelmRelease', helmRelease],
    ['Helm release', annotations[HELM_RELEASE]],
  ];
  const [kind, name] = named.find(([, one]) => one) ?? [];
  return kind && `${kind} ${boundedText(name ?? '', LONGEST_NAME)}`;
}

/**
 * What a tool that applies the DPUCluster from a repository means for its edits; `undefined` where there is none.
 *
 * @public
 */
export function managedByGit(cluster: DpuCluster): string | undefined {
  const manager = gitManagerOf(cluster);
  return (
    manager &&
    `${manager} applies this DPUCluster: it reverts a change of what its manifest sets. Change that in the repository instead.`
  );
}
