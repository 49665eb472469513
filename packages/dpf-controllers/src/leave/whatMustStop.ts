import { CONTROLLERS_LEASE } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeClient,
  KubeObject,
  LeaseObject,
  holderOf,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { OwnLeases } from '../handback/OwnLeases';
import { OwnedObject } from '../footprint/OwnedObject';

/** Long enough for two attempts of an elector. */
const WAITS_MS = 6_000;
const OWN_DEPLOYMENT = /^dpf-controllers(?![^.:-])/;

interface Deployment extends KubeObject {
  spec?: { replicas?: number };
}

async function findLease(
  client: KubeClient,
  namespace: string,
): Promise<LeaseObject | undefined> {
  try {
    return await client.get<LeaseObject>(CORE_RESOURCES.leases, {
      namespace,
      name: CONTROLLERS_LEASE,
    });
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Deployments of this project's controllers that want pods. */
async function runningDeployments(
  client: KubeClient,
  objects: readonly OwnedObject[],
): Promise<string[]> {
  const own = objects.filter(
    ({ resource, metadata }) =>
      resource.plural === 'deployments' && OWN_DEPLOYMENT.test(metadata.name),
  );
  const live = await Promise.all(
    own.map(({ resource, metadata }) =>
      client.get<Deployment>(resource, metadata),
    ),
  );
  return live
    .filter(({ spec }) => (spec?.replicas ?? 1) > 0)
    .map(
      ({ metadata: { namespace, name } }) =>
        `Deployment ${namespace}/${name} runs this project's controllers. Stop it: kubectl -n ${namespace} scale deployment ${name} --replicas=0`,
    );
}

/** What has to be stopped before anything can be removed; one sentence each. Changes nothing. */
export async function whatMustStop(options: {
  client: KubeClient;
  namespace: string;
  objects: readonly OwnedObject[];
}): Promise<string[]> {
  const { client, namespace, objects } = options;
  const holder = holderOf(await findLease(client, namespace));
  return [
    ...(holder
      ? [
          `${holder} holds Lease ${namespace}/${CONTROLLERS_LEASE}: this project's controllers lead here. Run: dpf-controllers handback`,
        ]
      : []),
    ...(await runningDeployments(client, objects)),
  ];
}

/**
 * A process that was handed back shows nothing of itself: it only waits. So it is allowed to lead for a moment, and the
 * hand-back is announced again. Without that, it would lead again as soon as the Lease is gone.
 */
export async function whoStillWaits(leases: OwnLeases): Promise<string[]> {
  const holder = await leases.whoWaits(WAITS_MS);
  return holder
    ? [
        `${holder} still runs with the role auto, and would lead again as soon as the hand-back is undone. Stop it, or set its roles to disabled in the portal's configuration and restart the portal.`,
      ]
    : [];
}
