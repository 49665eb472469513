import type { KubeObject } from '@dpf-portal/kube-controller';
import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { LabelSelector, selects, selectsAll } from './LabelSelector';

/** How DPF replaces the DPUs of a DPUSet: at once, or a few hosts at a time. @public */
export interface UpdateStrategy {
  type?: string;
  rollingUpdate?: { maxUnavailable?: number | string };
}

/** DPF's DPUSet, as far as this project reads it. @public */
export interface DpuSet extends KubeObject {
  spec?: {
    strategy?: UpdateStrategy;
    dpuTemplate?: {
      spec?: {
        bfb?: { name?: string };
        blueFieldSoftware?: { name?: string };
        dpuFlavor?: string;
        cluster?: { selector?: LabelSelector };
      };
    };
  };
}

/** DPF's DPUDeployment, which makes DPUSets, as far as this project reads it. @public */
export interface DpuDeployment extends KubeObject {
  spec?: {
    dpus?: {
      bfb?: string;
      flavor?: string;
      dpuSetStrategy?: UpdateStrategy;
      dpuSets?: Array<{ dpuClusterSelector?: Record<string, string> }>;
    };
  };
}

/** A DPUSet or DPUDeployment: what decides which cluster its DPUs are assigned to. @public */
export interface DpuSelector {
  kind: 'DPUSet' | 'DPUDeployment';
  namespace: string;
  name: string;
  /** One for each set of DPUs; `undefined`: the set takes any cluster. */
  clusterSelectors: ReadonlyArray<LabelSelector | undefined>;
  /** DPUs whose cluster is not selected any more are deleted: at once, or a few hosts at a time. */
  deletes: 'atOnce' | 'rolling';
  /** How many hosts at a time, where the object says so. */
  maxUnavailable?: string;
  /** The DPUDeployment that made it. */
  madeBy?: string;
  bfb?: string;
  /** Instead of a BFB, of newer devices. */
  blueFieldSoftware?: string;
  dpuFlavor?: string;
}

function common(
  { metadata }: KubeObject,
  strategy: UpdateStrategy | undefined,
): Pick<DpuSelector, 'namespace' | 'name' | 'deletes' | 'maxUnavailable'> {
  const most = strategy?.rollingUpdate?.maxUnavailable;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    deletes: strategy?.type === 'RollingUpdate' ? 'rolling' : 'atOnce',
    ...(most === undefined
      ? {}
      : { maxUnavailable: boundedText(String(most), LONGEST_NAME) }),
  };
}

/** Reads a DPUSet. @public */
export function readDpuSet(set: DpuSet): DpuSelector {
  const { strategy, dpuTemplate } = set.spec ?? {};
  const { bfb, blueFieldSoftware, dpuFlavor, cluster } =
    dpuTemplate?.spec ?? {};
  const owner = (set.metadata.ownerReferences ?? []).find(
    ({ kind }) => kind === 'DPUDeployment',
  );
  return {
    kind: 'DPUSet',
    ...common(set, strategy),
    clusterSelectors: [cluster?.selector],
    ...(owner && { madeBy: owner.name }),
    ...(bfb?.name && { bfb: bfb.name }),
    ...(blueFieldSoftware?.name && {
      blueFieldSoftware: blueFieldSoftware.name,
    }),
    ...(dpuFlavor && { dpuFlavor }),
  };
}

/** Reads a DPUDeployment. @public */
export function readDpuDeployment(deployment: DpuDeployment): DpuSelector {
  const {
    dpuSets = [],
    dpuSetStrategy,
    bfb,
    flavor,
  } = deployment.spec?.dpus ?? {};
  return {
    kind: 'DPUDeployment',
    ...common(deployment, dpuSetStrategy),
    clusterSelectors: dpuSets.map(
      ({ dpuClusterSelector }) =>
        dpuClusterSelector && { matchLabels: dpuClusterSelector },
    ),
    ...(bfb && { bfb }),
    ...(flavor && { dpuFlavor: flavor }),
  };
}

/**
 * What is known of the DPUSets and DPUDeployments of a management cluster. They are listed when a request needs them.
 *
 * @public
 */
export interface KnownDpuSelectors {
  /** Empty where the kind is not served or cannot select a cluster; `undefined`: they may not be read. */
  dpuSets: readonly DpuSelector[] | undefined;
  dpuDeployments: readonly DpuSelector[] | undefined;
}

/** `DPUSet dpf-operator-system/rack-1`. */
export function selectorName({
  kind,
  namespace,
  name,
}: Pick<DpuSelector, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${boundedText(`${namespace}/${name}`, LONGEST_NAME)}`;
}

/** Whether any of its sets of DPUs takes any cluster. */
export function takesAnyCluster({ clusterSelectors }: DpuSelector): boolean {
  return clusterSelectors.some(selectsAll);
}

/** Whether any of its sets of DPUs selects a cluster with these labels by its labels. */
export function selectsByLabel(
  { clusterSelectors }: DpuSelector,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return clusterSelectors.some(
    selector => !selectsAll(selector) && selects(selector, labels),
  );
}

/** All that is known, without the DPUSets that a DPUDeployment in the list made. */
export function independentSelectors({
  dpuSets = [],
  dpuDeployments = [],
}: Partial<KnownDpuSelectors>): DpuSelector[] {
  const made = new Set(
    dpuDeployments.map(({ namespace, name }) => `${namespace}/${name}`),
  );
  return [
    ...dpuDeployments,
    ...dpuSets.filter(
      ({ namespace, madeBy }) => !made.has(`${namespace}/${madeBy}`),
    ),
  ];
}
