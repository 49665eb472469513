import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { KubeClient, KubeObject } from '@dpf-portal/kube-controller';
import { OwnedObject } from '../footprint/OwnedObject';
import { POLICY_KINDS } from '../footprint/ownedKinds';
import { LeavePlan, deletion, joined, nameOf, stay } from './LeavePlan';

interface Policy extends KubeObject {
  spec?: {
    matchConstraints?: {
      resourceRules?: Array<{ apiGroups?: string[]; resources?: string[] }>;
    };
    /** Of a binding. */
    policyName?: string;
  };
}

const GROUPS: readonly string[] = Object.values(DPU_CLUSTER_GROUPS);

/** Whether it is about DPUClusters and nothing else, as those of `deploy/charts/dpf-portal/admission` are. */
function isAboutDpuClusters({ spec }: Policy): boolean {
  const rules = spec?.matchConstraints?.resourceRules ?? [];
  return (
    rules.length > 0 &&
    rules.every(
      ({ apiGroups = [], resources = [] }) =>
        apiGroups.every(group => GROUPS.includes(group)) &&
        resources.every(resource => resource.split('/')[0] === 'dpuclusters'),
    )
  );
}

/** Whether the object is one of the admission policies or bindings. */
export function isPolicy({ resource }: OwnedObject): boolean {
  return POLICY_KINDS.some(({ plural }) => plural === resource.plural);
}

/**
 * The admission policies go first: while they are in force, they reject that annotations are removed. Their bindings go
 * before them, so that none refers to a policy that is gone.
 */
export async function planPolicies(
  client: KubeClient,
  objects: readonly OwnedObject[],
): Promise<LeavePlan> {
  const [bindings, policies] = POLICY_KINDS.map(({ plural }) =>
    objects.filter(({ resource }) => resource.plural === plural),
  );
  const read = (all: readonly OwnedObject[]) =>
    Promise.all(
      all.map(async owned => ({
        owned,
        live: await client.get<Policy>(owned.resource, owned.metadata),
      })),
    );
  const livePolicies = await read(policies);
  const ours = livePolicies.filter(({ live }) => isAboutDpuClusters(live));
  const names = new Set(ours.map(({ live }) => live.metadata.name));
  const liveBindings = await read(bindings);
  const bound = liveBindings.filter(
    ({ live }) =>
      names.has(live.spec?.policyName ?? '') ||
      // Its policy is gone already.
      !policies.some(({ metadata }) => metadata.name === live.spec?.policyName),
  );
  const others = [...liveBindings, ...livePolicies].filter(
    one => !bound.includes(one) && !ours.includes(one),
  );
  return joined(
    {
      steps: [...bound, ...ours].map(({ owned }) => deletion(owned)),
      stays: [],
    },
    {
      steps: [],
      stays: stay(
        'Admission policies with a name of this project',
        others.map(({ owned }) => nameOf(owned.metadata)),
        'They are about something else than DPUClusters, so somebody else made them.',
      ),
    },
  );
}
