import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  FindingCode,
  World,
  WorldSource,
  shellQuoted,
  unjudged,
} from '@dpf-portal/dpf-model';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { DEFINITION_NAMES } from '../dpfResources';
import { DumpApis } from './DumpApis';
import {
  DPU_DEPLOYMENTS,
  DPU_SETS,
  DUMP_KINDS,
  DumpKind,
  resourceName,
} from './dumpKinds';
import { MissingPart } from './Explanation';

const FOLDER = 'dpf-dump';
/** In a file of this name are all objects of a resource. @public */
export const ALL_OBJECTS = '.all.yaml';

const DEFINITIONS = resourceName(CORE_RESOURCES.customResourceDefinitions);

const DEFINITIONS_WANTED = [
  ...DEFINITION_NAMES,
  resourceName(DPU_SETS),
  resourceName(DPU_DEPLOYMENTS),
];

function getDefinitions(): string {
  return `kubectl get ${DEFINITIONS} ${DEFINITIONS_WANTED.join(
    ' ',
  )} --ignore-not-found -o yaml`;
}

function getAll(resource: string): string {
  return resource === DEFINITIONS
    ? getDefinitions()
    : `kubectl get ${resource} -A -o yaml`;
}

/** One line of shell that writes all objects of each resource to a file of its own. */
export function collectCommand(resources: readonly string[]): string {
  const all = resources.filter(resource => resource !== DEFINITIONS);
  return [
    `mkdir -p ${FOLDER}`,
    ...(all.length
      ? [
          `for r in ${all
            .map(shellQuoted)
            .join(
              ' ',
            )}; do kubectl get "$r" -A -o yaml > "${FOLDER}/$r${ALL_OBJECTS}"; done`,
        ]
      : []),
    ...(all.length < resources.length
      ? [`${getDefinitions()} > ${FOLDER}/${DEFINITIONS}${ALL_OBJECTS}`]
      : []),
  ].join('; ');
}

/** What collects everything that is read of a management cluster. @public */
export function collectEverything(): string {
  return collectCommand(
    DUMP_KINDS.filter(
      ({ resource }) => resource.group !== DPU_CLUSTER_GROUPS.guide,
    ).map(({ resource }) => resourceName(resource)),
  );
}

const NEVER: Partial<Record<WorldSource, string>> = {
  probe:
    'A dump has no check of the API servers of DPU clusters, and not their Nodes.',
  Secret: 'Secrets are not read from a dump.',
  portal:
    'Only a portal knows earlier settings, and the owners in its catalog.',
};

interface MissingKind {
  kind: DumpKind;
  /** Empty: everywhere. */
  namespaces: string[];
}

function missingKinds(apis: DumpApis): MissingKind[] {
  return DUMP_KINDS.flatMap(kind => {
    if (kind.source === 'CustomResourceDefinition') {
      return apis.hasEveryDefinition ? [] : [{ kind, namespaces: [] }];
    }
    const namespaces = apis.serves(kind) ? apis.missingIn(kind) : undefined;
    return namespaces ? [{ kind, namespaces }] : [];
  });
}

function sentenceAbout({ kind: { resource }, namespaces }: MissingKind) {
  const where = namespaces.length
    ? ` of ${namespaces.length > 1 ? 'namespaces' : 'namespace'} ${namespaces
        .slice(0, 5)
        .join(', ')}`
    : '';
  return resource.plural === 'customresourcedefinitions'
    ? 'The dump lacks the definitions of DPF and Kamaji: which kinds are served, and which fields they have, is taken from the objects.'
    : `No ${resource.kind}${
        resource.group === DPU_CLUSTER_GROUPS.guide
          ? ` of ${resource.group}`
          : ''
      }${where} in the dump.`;
}

/** What the dump does not tell, kind by kind, and which findings could not be judged therefore. */
export function whatIsMissing(
  apis: DumpApis,
  clusters: readonly DpuCluster[],
  world: World,
): { missing: MissingPart[]; collect?: string } {
  const kinds = missingKinds(apis);
  const sources = new Set<WorldSource>([
    ...kinds.flatMap(({ kind }) => kind.source ?? []),
    'probe',
    'Secret',
    'portal',
  ]);
  const codes = unjudged(clusters, world, sources);
  const codesOf = (source: WorldSource): FindingCode[] =>
    [...(codes.get(source) ?? [])].sort();
  const missing = kinds.flatMap((missingKind): MissingPart[] => {
    const { kind } = missingKind;
    const notChecked = kind.source ? codesOf(kind.source) : [];
    // What selects DPUs decides no finding, and tells where DPUs go.
    const isNeeded =
      notChecked.length > 0 ||
      kind.source === undefined ||
      kind.source === 'DPUCluster';
    return isNeeded
      ? [
          {
            source: kind.source ?? 'DPU',
            sentence: sentenceAbout(missingKind),
            notChecked,
            command: getAll(resourceName(kind.resource)),
          },
        ]
      : [];
  });
  const resources = kinds.map(({ kind }) => resourceName(kind.resource));
  return {
    missing: [
      ...missing,
      ...(['probe', 'Secret', 'portal'] as const).flatMap(source =>
        codesOf(source).length
          ? [
              {
                source,
                sentence: NEVER[source] ?? '',
                notChecked: codesOf(source),
              },
            ]
          : [],
      ),
    ],
    ...(missing.length ? { collect: collectCommand(resources) } : {}),
  };
}
