import { Document, isNode } from 'yaml';
import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { shortName } from '../text/shortName';
import { ClusterLabel, hasClusterLabel } from './clusterLabel';
import { KnownDpuSelectors } from './DpuSelector';

/** How a served DPUSet is written, as its schema says. @public */
export interface DpuSetShape {
  version: string;
  /** The field that selects hosts. */
  hostSelector: 'dpuNodeSelector' | 'nodeSelector';
  /** The field of `spec.dpuTemplate.spec.cluster` that selects the cluster; absent to DPF v24.10. */
  clusterSelector?: 'selector' | 'clusterSelector';
  /** The values of `spec.strategy.type`. */
  strategies: readonly string[];
  /** How `nodeEffect.drain` is written; absent where the schema has no node effect. */
  drain?: 'boolean' | 'object';
}

/** How a served DPUDeployment is written. @public */
export interface DpuDeploymentShape {
  version: string;
  hostSelector: 'dpuNodeSelector' | 'nodeSelector';
  clusterSelector?: 'dpuClusterSelector';
  strategies: readonly string[];
  drain?: 'boolean' | 'object';
}

/** The kinds that a management cluster serves. @public */
export interface DpuSelectorShapes {
  dpuSet?: DpuSetShape;
  dpuDeployment?: DpuDeploymentShape;
}

/** A complete manifest that assigns DPUs to one cluster. @public */
export interface DpuManifest {
  kind: 'DPUSet' | 'DPUDeployment';
  namespace: string;
  name: string;
  yaml: string;
  /** Fields with a name that the user replaces, because nothing here tells the right one. */
  toReplace: string[];
}

/** How DPUs are added to a cluster. @public */
export interface DpuManifests {
  label: ClusterLabel & {
    /** The cluster has it, so the manifests select it. */
    isSet: boolean;
  };
  /** The command that chooses a host for the cluster. */
  hostCommand?: string;
  manifests: DpuManifest[];
  /** What the user must know, each in a sentence or two. */
  notes: string[];
}

const DEPLOYMENT_GROUP = 'svc.dpu.nvidia.com';
/** DPF limits the name of a DPUDeployment, because it is part of other names. */
const LONGEST_DEPLOYMENT_NAME = 20;

type Path = Array<string | number>;

function toYaml(
  manifest: object,
  head: string,
  comments: ReadonlyArray<[Path, string]>,
): string {
  const document = new Document(manifest);
  document.commentBefore = head;
  for (const [path, comment] of comments) {
    const node = document.getIn(path, true);
    if (isNode(node)) {
      node.comment = ` ${comment}`;
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** Hosts are taken one by one, by a label: a manifest that is applied as it is provisions nothing. */
function hostSelector(label: ClusterLabel) {
  return { matchLabels: { [label.key]: label.value } };
}

/** In zero-trust mode the host is no Node of the management cluster and cannot be drained. */
function nodeEffect(
  drain: 'boolean' | 'object' | undefined,
  config: KnownOperatorConfig,
): { nodeEffect?: object } {
  if (!drain) {
    return {};
  }
  const isZeroTrust =
    config !== 'unreadable' && config?.spec?.deploymentMode === 'zero-trust';
  if (isZeroTrust) {
    return { nodeEffect: { noEffect: true } };
  }
  return {
    nodeEffect: {
      drain: drain === 'object' ? { automaticNodeReboot: true } : true,
    },
  };
}

/** Deletes nothing by itself: a changed template applies to DPUs that somebody deletes. */
function strategyOf(strategies: readonly string[]): { type: string } {
  return {
    type: strategies.includes('OnDelete')
      ? 'OnDelete'
      : strategies[0] ?? 'OnDelete',
  };
}

interface Names {
  bfb: string;
  dpuFlavor: string;
  /** The object that they were taken from. */
  from?: string;
}

/** The BFB and DPUFlavor that the other DPUSets here use, if they all use the same. */
function usualNames({
  dpuSets = [],
  dpuDeployments = [],
}: KnownDpuSelectors): Names {
  const pairs = [...dpuSets, ...dpuDeployments].flatMap(
    ({ bfb, dpuFlavor, kind, name }) =>
      bfb && dpuFlavor ? [{ bfb, dpuFlavor, from: `${kind} ${name}` }] : [],
  );
  const [first] = pairs;
  const areSame =
    first &&
    pairs.every(
      ({ bfb, dpuFlavor }) =>
        bfb === first.bfb && dpuFlavor === first.dpuFlavor,
    );
  return areSame ? first : { bfb: 'my-bfb', dpuFlavor: 'my-dpu-flavor' };
}

interface Subject {
  cluster: DpuCluster;
  label: ClusterLabel;
  /** Where DPF looks for DPUSets. */
  namespace: string;
  names: Names;
  operatorConfig: KnownOperatorConfig;
}

const REBOOTS = ' Provisioning a DPU may reboot its host.';

function headOf({ cluster, label }: Subject, what: string): string {
  const { namespace, name } = cluster.metadata;
  return ` ${what} for DPU cluster ${namespace}/${name}.\n It takes the hosts with the label ${label.key}=${label.value}.\n${REBOOTS}`;
}

function nameComments(
  { from }: Names,
  bfb: Path,
  dpuFlavor: Path,
): Array<[Path, string]> {
  return from
    ? [
        [bfb, `As in ${from}.`],
        [dpuFlavor, `As in ${from}.`],
      ]
    : [
        [bfb, 'Replace: the BFB to install.'],
        [dpuFlavor, 'Replace: the DPUFlavor to use.'],
      ];
}

function dpuSetOf(subject: Subject, shape: DpuSetShape): DpuManifest {
  const { cluster, label, namespace, names, operatorConfig } = subject;
  const { metadata } = cluster;
  const name = shortName(`${metadata.namespace}-${metadata.name}`);
  const manifest = {
    apiVersion: `${groupOf(cluster)}/${shape.version}`,
    kind: 'DPUSet',
    metadata: { name, namespace },
    spec: {
      strategy: strategyOf(shape.strategies),
      [shape.hostSelector]: hostSelector(label),
      dpuTemplate: {
        spec: {
          bfb: { name: names.bfb },
          dpuFlavor: names.dpuFlavor,
          ...nodeEffect(shape.drain, operatorConfig),
          ...(shape.clusterSelector && {
            cluster: {
              [shape.clusterSelector]: {
                matchLabels: { [label.key]: label.value },
              },
            },
          }),
        },
      },
    },
  };
  const spec = ['spec', 'dpuTemplate', 'spec'];
  const bfb = [...spec, 'bfb', 'name'];
  const dpuFlavor = [...spec, 'dpuFlavor'];
  return {
    kind: 'DPUSet',
    namespace,
    name,
    yaml: toYaml(
      manifest,
      headOf(subject, 'A DPUSet'),
      nameComments(names, bfb, dpuFlavor),
    ),
    toReplace: names.from ? [] : [bfb.join('.'), dpuFlavor.join('.')],
  };
}

function dpuDeploymentOf(
  subject: Subject,
  shape: DpuDeploymentShape,
): DpuManifest {
  const { cluster, label, namespace, names, operatorConfig } = subject;
  const { metadata } = cluster;
  const name = shortName(
    `${metadata.namespace}-${metadata.name}`,
    LONGEST_DEPLOYMENT_NAME,
  );
  const manifest = {
    apiVersion: `${DEPLOYMENT_GROUP}/${shape.version}`,
    kind: 'DPUDeployment',
    metadata: { name, namespace },
    spec: {
      dpus: {
        bfb: names.bfb,
        flavor: names.dpuFlavor,
        dpuSetStrategy: strategyOf(shape.strategies),
        ...nodeEffect(shape.drain, operatorConfig),
        dpuSets: [
          {
            nameSuffix: 'dpus',
            [shape.hostSelector]: hostSelector(label),
            ...(shape.clusterSelector && {
              [shape.clusterSelector]: { [label.key]: label.value },
            }),
          },
        ],
      },
      services: {
        'my-service': {
          serviceTemplate: 'my-service-template',
          serviceConfiguration: 'my-service-configuration',
        },
      },
    },
  };
  const dpus = ['spec', 'dpus'];
  const service = ['spec', 'services', 'my-service'];
  const [bfb, flavor] = [
    [...dpus, 'bfb'],
    [...dpus, 'flavor'],
  ];
  return {
    kind: 'DPUDeployment',
    namespace,
    name,
    yaml: toYaml(manifest, headOf(subject, 'A DPUDeployment'), [
      ...nameComments(names, bfb, flavor),
      [
        [...service, 'serviceTemplate'],
        'Replace: a DPUServiceTemplate. List every service that runs on the DPUs.',
      ],
      [
        [...service, 'serviceConfiguration'],
        'Replace: a DPUServiceConfiguration.',
      ],
    ]),
    toReplace: [
      ...(names.from ? [] : [bfb.join('.'), flavor.join('.')]),
      'spec.services',
    ],
  };
}

function notesOf(
  { cluster, label }: Subject,
  { dpuSet, dpuDeployment }: DpuSelectorShapes,
): string[] {
  const served = [dpuSet, dpuDeployment].filter(shape => shape !== undefined);
  if (!served.length) {
    return [
      `${groupOf(
        cluster,
      )} serves no DPUSet here, so DPF provisions no DPUs for this cluster. DPUs join it by \`kubeadm join\`.`,
    ];
  }
  const cannotSelect = served.some(shape => !shape.clusterSelector);
  return [
    ...(cannotSelect
      ? [
          'A DPUSet of this DPF cannot select a cluster: DPF assigns every DPU to the first cluster by name, and to none when that is full.',
        ]
      : []),
    ...(cannotSelect || hasClusterLabel(cluster, label)
      ? []
      : [
          `The manifests select the label ${label.key}=${label.value}, which this cluster does not have yet. Set it before you apply one.`,
        ]),
  ];
}

/**
 * The manifests that assign DPUs to one cluster and to no other, in the shape that the management cluster serves and in
 * the namespace where DPF looks for them.
 *
 * @public
 */
export function dpuManifests(input: {
  cluster: DpuCluster;
  label: ClusterLabel;
  /** DPF's namespace. */
  namespace: string;
  shapes: DpuSelectorShapes;
  known: KnownDpuSelectors;
  operatorConfig: KnownOperatorConfig;
}): DpuManifests {
  const { cluster, label, namespace, shapes, known } = input;
  const { dpuSet, dpuDeployment } = shapes;
  const subject: Subject = { ...input, names: usualNames(known) };
  const shape = dpuSet ?? dpuDeployment;
  const target =
    shape?.hostSelector === 'dpuNodeSelector'
      ? `-n ${namespace} label dpunode`
      : 'label node';
  return {
    label: { ...label, isSet: hasClusterLabel(cluster, label) },
    ...(shape && {
      hostCommand: `kubectl ${target} HOST ${label.key}=${label.value}`,
    }),
    manifests: [
      ...(dpuSet ? [dpuSetOf(subject, dpuSet)] : []),
      ...(dpuDeployment ? [dpuDeploymentOf(subject, dpuDeployment)] : []),
    ],
    notes: notesOf(subject, shapes),
  };
}
