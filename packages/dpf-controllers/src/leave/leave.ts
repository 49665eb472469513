import { DPU_CLUSTER_GROUPS, Dpu, groupOf } from '@dpf-portal/dpf-model';
import {
  dpuClusterResource,
  mayDo,
  readVendorRoles,
} from '@dpf-portal/dpf-world';
import {
  Discovery,
  KubeClient,
  isForbidden,
} from '@dpf-portal/kube-controller';
import { inTurns } from '../footprint/inTurns';
import { qualifiedName } from '../footprint/listOwned';
import { OwnedObject } from '../footprint/OwnedObject';
import { namespacesToAsk } from '../footprint/readFootprint';
import {
  ManagementScan,
  scanManagementCluster,
} from '../footprint/scanManagementCluster';
import { TenantRoute, scanTenants } from '../footprint/scanTenants';
import { OwnLeases } from '../handback/OwnLeases';
import { carryOut, shownStep } from './carryOut';
import {
  LeavePlan,
  LeaveRemainder,
  LeaveStep,
  PlannedStep,
  joined,
  kubectlDelete,
  leftOver,
  nameOf,
} from './LeavePlan';
import { KnownDpus, planClusters } from './planClusters';
import { planLeases } from './planLeases';
import { isPolicy, planPolicies } from './planPolicies';
import { planRest } from './planRest';
import { planSecrets } from './planSecrets';
import { planTenants } from './planTenants';
import { whatMustStop, whoStillWaits } from './whatMustStop';

const QUESTIONS_AT_A_TIME = 8;

/** What `leave` did, or would do. */
export interface LeaveReport {
  /** Nothing was changed: it was a dry run, or something must be stopped first. */
  dryRun: boolean;
  /** What must be stopped first; one sentence each. While there is any, nothing is removed. */
  stopFirst: string[];
  /** What was removed; in a dry run, what would be. */
  removed: LeaveStep[];
  /** What could not be removed, and why. */
  failed: Array<LeaveStep & { problem: string }>;
  /** What stays, and why. */
  stays: LeaveRemainder[];
}

/** The DPUs of the guide's group, of which DPF knows nothing. */
async function guideDpus(client: KubeClient): Promise<KnownDpus> {
  const resource = await new Discovery({ client }).resource(
    DPU_CLUSTER_GROUPS.guide,
    undefined,
    'dpus',
  );
  try {
    return resource ? await client.listAll<Dpu>(resource) : [];
  } catch (error) {
    if (isForbidden(error)) {
      return 'unknown';
    }
    throw error;
  }
}

/** Steps that the identity may not do become something that is left over. */
async function withinRights(
  client: KubeClient,
  plan: LeavePlan,
): Promise<LeavePlan> {
  const rightOf = ({ action, resource, namespace }: PlannedStep) =>
    JSON.stringify([
      action === 'delete' ? 'delete' : 'patch',
      qualifiedName(resource),
      namespace,
    ]);
  const questions = new Map(
    plan.steps
      .filter(({ cluster }) => !cluster)
      .map(step => [rightOf(step), step]),
  );
  const answers = await inTurns(
    [...questions],
    QUESTIONS_AT_A_TIME,
    async ([right, { action, resource, namespace }]) => {
      const verb = action === 'delete' ? 'delete' : 'patch';
      const what = qualifiedName(resource);
      const allowed = await mayDo(client, what, { verb, namespace });
      return allowed ? [] : [{ right, verb, what, resource, action }];
    },
  );
  const denied = answers.flat();
  const deniedRights = new Set(denied.map(({ right }) => right));
  const isDenied = (step: PlannedStep) =>
    !step.cluster && deniedRights.has(rightOf(step));
  return {
    steps: plan.steps.filter(step => !isDenied(step)),
    stays: [
      ...plan.stays,
      ...denied.flatMap(({ right, verb, what, resource, action }) => {
        const lost = plan.steps.filter(step => rightOf(step) === right);
        return leftOver(
          `${resource.kind}s that should go`,
          lost.map(({ metadata }) => nameOf(metadata)),
          `The right “${verb} ${what}” is missing. Run leave with the kubeconfig of an administrator.`,
          action === 'delete'
            ? kubectlDelete(
                resource,
                lost.map(({ metadata }) => metadata),
              )
            : [],
        );
      }),
    ],
  };
}

/** What is removed, in an order that lets each step work: policies, credentials, Secrets, DPUClusters, Leases. */
async function planLeave(
  options: LeaveOptions,
  scan: ManagementScan,
): Promise<LeavePlan> {
  const { client, namespace, clock } = options;
  const objects = scan.objects;
  const ofKind = (plural: string) =>
    objects.filter(({ resource }) => resource.plural === plural);
  const isPlannedApart = (owned: OwnedObject) =>
    isPolicy(owned) ||
    ['secrets', 'leases', 'dpuclusters'].includes(owned.resource.plural);
  const tenants = await scanTenants(options, scan.clusters);
  const plan = joined(
    await planPolicies(client, objects.filter(isPolicy)),
    planTenants(tenants),
    planSecrets(ofKind('secrets'), scan.clusters),
    planClusters({
      clusters: scan.clusters,
      resourceOf: cluster => {
        const [, version = ''] = (cluster.apiVersion ?? '').split('/');
        return dpuClusterResource(groupOf(cluster), version);
      },
      dpus: await guideDpus(client),
      roles: await readVendorRoles({ client, namespace, clock }),
    }),
    planRest(
      objects.filter(owned => !isPlannedApart(owned)),
      scan,
      DPU_CLUSTER_GROUPS.guide,
    ),
    await planLeases(client, ofKind('leases')),
  );
  return withinRights(client, plan);
}

/** What `leave` works on. */
export interface LeaveOptions extends TenantRoute {
  /** Where the Leases are. */
  namespace: string;
  dryRun: boolean;
}

/**
 * Removes what nobody needs once this project is gone, from the management cluster and its DPU clusters, unless one of
 * its controllers still runs. It can be interrupted and run again.
 */
export async function leave(options: LeaveOptions): Promise<LeaveReport> {
  const { client, namespace, clock, dryRun } = options;
  const scanning = () =>
    scanManagementCluster({ client, namespaces: namespacesToAsk(namespace) });
  const scan = await scanning();
  const { objects } = scan;
  const running = await whatMustStop({ client, namespace, objects });
  const leases = new OwnLeases({ client, namespace, clock });
  const stopFirst =
    running.length || dryRun ? running : await whoStillWaits(leases);
  if (dryRun || stopFirst.length) {
    const plan = await planLeave(options, scan);
    return {
      dryRun: true,
      stopFirst,
      removed: plan.steps.map(shownStep),
      failed: [],
      stays: plan.stays,
    };
  }
  const plan = await planLeave(options, scan);
  const outcomes = await carryOut(options, plan.steps);
  return {
    dryRun: false,
    stopFirst,
    removed: outcomes
      .filter(({ problem }) => problem === undefined)
      .map(({ step }) => shownStep(step)),
    failed: outcomes.flatMap(({ step, problem }) =>
      problem === undefined ? [] : [{ ...shownStep(step), problem }],
    ),
    stays: plan.stays,
  };
}
