import { DpuCluster } from '@dpf-portal/dpf-model';
import { ObjectMeta, ResourceType } from '@dpf-portal/kube-controller';

/** Something that `leave` removes. */
export interface LeaveStep {
  /** `management cluster`, or `DPU cluster namespace/name`. */
  place: string;
  kind: string;
  namespace?: string;
  name: string;
  /** `delete`: the object goes. `change`: parts of it go. */
  action: 'delete' | 'change';
  /** `change`: the annotations that go, with their values. */
  annotations?: Record<string, string>;
  /** `change`: the finalizers that go. */
  finalizers?: string[];
}

/** Something of this project that stays. */
export interface LeaveRemainder {
  /** What it is: `Finalizers of DPUClusters`. */
  what: string;
  /** The objects, as `namespace/name`. */
  names: string[];
  /** Why it stays; one or two sentences. */
  reason: string;
  /** Commands for a person. */
  commands: string[];
  /** It should go, and cannot be removed now. */
  isLeftOver: boolean;
}

/** A step with what carrying it out needs. Only the object that was seen is deleted or changed. */
export interface PlannedStep extends LeaveStep {
  resource: ResourceType;
  metadata: ObjectMeta;
  /** In the DPU cluster of this object; absent: on the management cluster. */
  cluster?: DpuCluster;
}

/** What to remove, in this order, and what stays. */
export interface LeavePlan {
  steps: PlannedStep[];
  stays: LeaveRemainder[];
}

export const NOTHING: LeavePlan = { steps: [], stays: [] };

export function joined(...plans: readonly LeavePlan[]): LeavePlan {
  return {
    steps: plans.flatMap(({ steps }) => steps),
    stays: plans.flatMap(({ stays }) => stays),
  };
}

/** `namespace/name`, or `name` of a cluster-wide object. */
export function nameOf({ namespace, name }: ObjectMeta): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** Deletes an object. */
export function deletion(owned: {
  place: string;
  resource: ResourceType;
  metadata: ObjectMeta;
  cluster?: DpuCluster;
}): PlannedStep {
  const { place, resource, metadata, cluster } = owned;
  const { namespace, name } = metadata;
  return {
    place,
    kind: resource.kind,
    ...(namespace && { namespace }),
    name,
    action: 'delete',
    resource,
    metadata,
    ...(cluster && { cluster }),
  };
}

/** Something that stays on purpose. Nothing where there are no names. */
export function stay(
  what: string,
  names: readonly string[],
  reason: string,
  commands: readonly string[] = [],
): LeaveRemainder[] {
  return names.length
    ? [
        {
          what,
          names: [...names],
          reason,
          commands: [...commands],
          isLeftOver: false,
        },
      ]
    : [];
}

/** Something that should go. */
export function leftOver(
  what: string,
  names: readonly string[],
  reason: string,
  commands: readonly string[] = [],
): LeaveRemainder[] {
  return stay(what, names, reason, commands).map(one => ({
    ...one,
    isLeftOver: true,
  }));
}

/** For kubectl: `kubectl -n team-a delete secret a b`, one command for each namespace. */
export function kubectlDelete(
  { plural, group }: ResourceType,
  objects: readonly ObjectMeta[],
): string[] {
  const resource = group ? `${plural}.${group}` : plural;
  const namespaces = new Map<string, string[]>();
  for (const { namespace = '', name } of objects) {
    namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), name]);
  }
  return [...namespaces].map(([namespace, names]) =>
    [
      'kubectl',
      ...(namespace ? ['-n', namespace] : []),
      'delete',
      resource,
      ...names,
    ].join(' '),
  );
}
