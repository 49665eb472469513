import { DpuCluster } from '@dpf-portal/dpf-model';
import {
  KubeApiError,
  KubeClient,
  isConflict,
  isInvalid,
  isForbidden,
  isNotFound,
  messageOf,
} from '@dpf-portal/kube-controller';
import { inTurns } from '../footprint/inTurns';
import { TenantRoute, inTenant } from '../footprint/scanTenants';
import { LeaveStep, PlannedStep } from './LeavePlan';

const STEPS_AT_A_TIME = 8;
/** The API server goes on with a deleted policy for about a second. */
const POLICY_ENDS_WITHIN_MS = 15_000;
const POLICY_CHECK_MS = 500;
const MOST_READS = 3;
const CHANGED = 'It has changed since it was looked at. Run leave again.';

/** A step, and why it failed. */
export interface StepOutcome {
  step: PlannedStep;
  /** Absent: done. */
  problem?: string;
}

/** The part of a step that is shown. */
export function shownStep({
  resource: _resource,
  metadata: _metadata,
  cluster: _cluster,
  ...shown
}: PlannedStep): LeaveStep {
  return shown;
}

function patchOf(
  { annotations, finalizers }: PlannedStep,
  live: DpuCluster['metadata'],
) {
  return {
    metadata: {
      uid: live.uid,
      resourceVersion: live.resourceVersion,
      ...(annotations && {
        annotations: Object.fromEntries(
          Object.keys(annotations).map(key => [key, null]),
        ),
      }),
      ...(finalizers && {
        finalizers: (live.finalizers ?? []).filter(
          one => !finalizers.includes(one),
        ),
      }),
    },
  };
}

/**
 * DPF writes the status of a cluster at any time. For annotations that does not matter, so the cluster is read again. For
 * a finalizer it may matter: a DPU may have been assigned.
 */
async function change(client: KubeClient, step: PlannedStep): Promise<void> {
  const { resource, finalizers } = step;
  let { metadata } = step;
  for (let read = 1; ; read++) {
    try {
      await client.mergePatch(resource, metadata, patchOf(step, metadata));
      return;
    } catch (error) {
      if (!isConflict(error) || finalizers || read === MOST_READS) {
        throw error;
      }
    }
    const live = await client.get(resource, metadata);
    if (live.metadata.uid !== metadata.uid) {
      return;
    }
    metadata = live.metadata;
  }
}

async function attempt(client: KubeClient, step: PlannedStep): Promise<void> {
  const { resource, metadata, action } = step;
  try {
    if (action === 'change') {
      await change(client, step);
      return;
    }
    const { uid, resourceVersion } = metadata;
    await client.delete(resource, metadata, { uid, resourceVersion });
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
  }
}

function isPolicysRefusal(error: unknown): boolean {
  return (
    (isForbidden(error) || isInvalid(error)) &&
    error instanceof KubeApiError &&
    error.message.includes('ValidatingAdmissionPolicy')
  );
}

async function onManagementCluster(
  { client, clock }: TenantRoute,
  step: PlannedStep,
): Promise<StepOutcome> {
  const deadline = clock.monotonic() + POLICY_ENDS_WITHIN_MS;
  for (;;) {
    try {
      await attempt(client, step);
      return { step };
    } catch (error) {
      if (isPolicysRefusal(error) && clock.monotonic() < deadline) {
        await clock.sleep(POLICY_CHECK_MS);
      } else {
        return {
          step,
          problem: isConflict(error) ? CHANGED : messageOf(error),
        };
      }
    }
  }
}

/** In one DPU cluster, in their order. After a failure the rest is not tried. */
async function inDpuCluster(
  route: TenantRoute,
  cluster: DpuCluster,
  steps: readonly PlannedStep[],
): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  try {
    await inTenant(route, cluster, async objects => {
      for (const step of steps) {
        const isGone = await objects.delete(step.resource, step);
        outcomes.push(isGone ? { step } : { step, problem: CHANGED });
      }
    });
    return outcomes;
  } catch (error) {
    const problem = messageOf(error);
    return [
      ...outcomes,
      ...steps.slice(outcomes.length).map(step => ({ step, problem })),
    ];
  }
}

/** Runs of steps that do not depend on each other: of one kind, or in DPU clusters. */
function phasesOf(steps: readonly PlannedStep[]): PlannedStep[][] {
  const phases: PlannedStep[][] = [];
  let last: string | undefined;
  for (const step of steps) {
    const phase = step.cluster ? 'in DPU clusters' : step.kind;
    if (phase === last) {
      phases.at(-1)?.push(step);
    } else {
      phases.push([step]);
    }
    last = phase;
  }
  return phases;
}

async function carryOutPhase(
  route: TenantRoute,
  steps: readonly PlannedStep[],
): Promise<StepOutcome[]> {
  const tenants = new Map<DpuCluster, PlannedStep[]>();
  for (const step of steps) {
    if (step.cluster) {
      const ofCluster = tenants.get(step.cluster) ?? [];
      tenants.set(step.cluster, [...ofCluster, step]);
    }
  }
  const outcomes = tenants.size
    ? await inTurns([...tenants], STEPS_AT_A_TIME, ([cluster, ofCluster]) =>
        inDpuCluster(route, cluster, ofCluster),
      )
    : await inTurns(steps, STEPS_AT_A_TIME, async step => [
        await onManagementCluster(route, step),
      ]);
  return outcomes.flat();
}

/**
 * Carries out the steps in their order. One that fails keeps none of the others from being tried; each can be repeated,
 * and only the object that was looked at is changed.
 */
export async function carryOut(
  route: TenantRoute,
  steps: readonly PlannedStep[],
): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const phase of phasesOf(steps)) {
    outcomes.push(...(await carryOutPhase(route, phase)));
  }
  return outcomes;
}
