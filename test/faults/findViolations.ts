import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  KeepalivedSpec,
} from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { isDeepStrictEqual } from 'node:util';
import { ManagementApi } from '../management/ManagementApi';
import { FOREIGN_CONDITION, Fleet } from './Fleet';

const OWN_CONDITIONS = ['Created', 'KeepalivedReady', 'Ready'];
const CHILDREN: readonly ResourceType[] = [
  CORE_RESOURCES.services,
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];

interface Child extends KubeObject {
  resource: ResourceType;
  owners: string[];
  data?: Record<string, string>;
  spec?: {
    kubernetes?: { version?: string };
    template?: { spec?: { nodeSelector?: Record<string, string> } };
  };
}

/**
 * Lists the current violations of the invariant, one sentence each. The invariant: every member of the fleet is Ready,
 * has all its conditions for its newest spec and an unchanged foreign one, each child exactly once, and its keepalived
 * on the right interface and nodes; nothing is left of deleted members.
 */
export async function findViolations(
  api: ManagementApi,
  fleet: Fleet,
): Promise<string[]> {
  const { namespace } = fleet;
  const [live, children] = await Promise.all([
    api.client.listAll<DpuCluster>(
      ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
      { namespace },
    ),
    listChildren(api, namespace),
  ]);
  const wanted = new Set(fleet.members.map(({ metadata }) => metadata.name));
  const uids = new Set(live.map(({ metadata }) => metadata.uid ?? ''));
  return [
    ...live
      .filter(({ metadata }) => !wanted.has(metadata.name))
      .map(({ metadata }) => `${metadata.name} should be gone`),
    ...children
      .filter(({ owners }) => !owners.some(uid => uids.has(uid)))
      .map(child => `${describe(child)} has outlived its cluster`),
    ...fleet.members.flatMap(member =>
      violationsOf(
        fleet,
        member,
        live.find(({ metadata }) => metadata.name === member.metadata.name),
        children,
      ),
    ),
  ];
}

async function listChildren(
  api: ManagementApi,
  namespace: string,
): Promise<Child[]> {
  const lists = await Promise.all(
    CHILDREN.map(async resource => {
      const objects = await api.client.listAll<
        Omit<Child, 'resource' | 'owners'>
      >(resource, { namespace });
      return objects.map(object => ({
        ...object,
        resource,
        owners: (object.metadata.ownerReferences ?? [])
          .filter(({ kind }) => kind === 'DPUCluster')
          .map(({ uid }) => uid),
      }));
    }),
  );
  return lists.flat().filter(({ owners }) => owners.length > 0);
}

function violationsOf(
  fleet: Fleet,
  member: DpuCluster,
  live: DpuCluster | undefined,
  children: readonly Child[],
): string[] {
  const { name } = member.metadata;
  if (!live) {
    return [`${name} is gone`];
  }
  if (live.status?.phase !== 'Ready') {
    return [`${name} is ${live.status?.phase}: ${explain(live)}`];
  }
  const own = children.filter(({ owners }) =>
    owners.includes(live.metadata.uid ?? ''),
  );
  return [
    ...conditionViolations(live, fleet.isMarked(member)),
    ...statusViolations(live),
    ...CHILDREN.map(resource => ({
      resource,
      count: own.filter(child => child.resource === resource).length,
    }))
      .filter(({ count }) => count !== 1)
      .map(({ resource, count }) => `${count} ${resource.kind}s`),
    ...keepalivedViolations(own, fleet.keepalivedOf(member)),
    ...own
      .filter(({ resource }) => resource === TENANT_CONTROL_PLANES)
      .map(({ spec }) => spec?.kubernetes?.version)
      .filter(version => version !== fleet.versionOf(member))
      .map(version => `its control plane has version ${version}`),
  ].map(text => `${name}: ${text}`);
}

function conditionViolations(
  { status }: DpuCluster,
  isMarked: boolean,
): string[] {
  const conditions = status?.conditions ?? [];
  const types = conditions.map(({ type }) => type);
  const violations = OWN_CONDITIONS.filter(
    type =>
      !conditions.some(
        condition => condition.type === type && condition.status === 'True',
      ),
  ).map(type => `${type} is not True`);
  if (new Set(types).size !== types.length) {
    violations.push(`a condition is there twice: ${types}`);
  }
  if (isMarked && !isDeepStrictEqual(conditions[0], FOREIGN_CONDITION)) {
    violations.push(
      `the foreign condition was touched: ${JSON.stringify(conditions)}`,
    );
  }
  return violations;
}

/** An edit is complete when the status has observed it and reports no ongoing work. */
function statusViolations({ metadata, status }: DpuCluster): string[] {
  const own = (status?.conditions ?? []).filter(({ type }) =>
    OWN_CONDITIONS.includes(type),
  );
  return [
    ...own
      .filter(
        ({ observedGeneration }) => observedGeneration !== metadata.generation,
      )
      .map(({ type }) => `${type} is of an earlier spec`),
    ...own
      .filter(({ type, reason }) => type === 'Created' && reason !== 'Created')
      .map(({ reason }) => `its control plane is ${reason}`),
  ];
}

function keepalivedViolations(
  own: readonly Child[],
  wanted: KeepalivedSpec,
): string[] {
  const [configMap, daemonSet] = [
    CORE_RESOURCES.configMaps,
    CORE_RESOURCES.daemonSets,
  ].map(wantedResource =>
    own.find(({ resource }) => resource === wantedResource),
  );
  const text = Object.values(configMap?.data ?? {}).join('\n');
  const isOn = new RegExp(`^\\s*interface ${wanted.interface}$`, 'm').test(
    text,
  );
  const nodes = daemonSet?.spec?.template?.spec?.nodeSelector;
  return [
    ...(isOn ? [] : [`keepalived is not on ${wanted.interface}`]),
    ...(isDeepStrictEqual(nodes, wanted.nodeSelector)
      ? []
      : [`keepalived is on nodes with ${JSON.stringify(nodes)}`]),
  ];
}

function explain({ status }: DpuCluster): string {
  return (status?.conditions ?? [])
    .filter(condition => condition.status !== 'True')
    .map(({ type, reason, message }) => `${type} (${reason}) ${message}`)
    .join('; ');
}

function describe({ resource, metadata }: Child): string {
  return `${resource.kind} ${metadata.name}`;
}
