import { DpuCluster } from '@dpf-portal/dpf-model';
import { Discovery, isForbidden, messageOf } from '@dpf-portal/kube-controller';
import {
  DiscoveredApis,
  discoverCapabilities,
} from '../managementCluster/discoverCapabilities';
import { CheckOutcome, Outcome, problem } from './CheckOutcome';
import { DoctorCheck, DoctorTask } from './DoctorContext';
import { checkAdmission } from './checks/checkAdmission';
import { checkDefinitions } from './checks/checkDefinitions';
import { checkKamaji } from './checks/checkKamaji';
import { checkNewControlPlanes } from './checks/checkNewControlPlanes';
import { checkNodes } from './checks/checkNodes';
import { checkRights } from './checks/checkRights';
import { checkTenants } from './checks/checkTenants';
import { checkVendor } from './checks/checkVendor';

const API_SERVER = 'API server';

const CHECKS: readonly DoctorCheck[] = [
  checkDefinitions,
  checkRights,
  checkVendor,
  checkKamaji,
  checkNewControlPlanes,
  checkNodes,
  checkAdmission,
  checkTenants,
];

/** None where they may not be listed. */
async function listClusters(
  { client }: DoctorTask,
  { clusters }: DiscoveredApis,
): Promise<DpuCluster[]> {
  const lists = await Promise.all(
    clusters.map(async resource => {
      try {
        return await client.listAll<DpuCluster>(resource);
      } catch (error) {
        if (isForbidden(error)) {
          // Told among the rights.
          return [];
        }
        throw error;
      }
    }),
  );
  return lists.flat();
}

async function lookAt(
  task: DoctorTask,
): Promise<{ version: string; apis: DiscoveredApis; clusters: DpuCluster[] }> {
  const { client } = task;
  const [{ gitVersion }, apis] = await Promise.all([
    client.raw<{ gitVersion: string }>('GET', '/version'),
    discoverCapabilities(new Discovery({ client })),
  ]);
  return {
    version: gitVersion,
    apis,
    clusters: await listClusters(task, apis),
  };
}

async function carryOut(
  check: DoctorCheck,
  run: () => Promise<Outcome[]>,
): Promise<CheckOutcome[]> {
  let outcomes: Outcome[];
  try {
    outcomes = await run();
  } catch (error) {
    outcomes = [
      problem(
        `Could not be looked at: ${messageOf(error)}`,
        'Run doctor again; if it stays so, look at the API server’s log.',
      ),
    ];
  }
  return outcomes.map(outcome => ({ check: check.name, ...outcome }));
}

/**
 * Looks whether a management cluster is ready for the controllers, with their identity, and says what to do where it is
 * not. Changes nothing. Rejects never.
 *
 * @public
 */
export async function runDoctor(task: DoctorTask): Promise<CheckOutcome[]> {
  let seen: Awaited<ReturnType<typeof lookAt>>;
  try {
    seen = await lookAt(task);
  } catch (error) {
    const away = problem(
      `${task.server} does not answer as it should: ${messageOf(error)}`,
      'Look at the address and the credentials in the kubeconfig, and at the way there.',
    );
    return [{ check: API_SERVER, ...away }];
  }
  const { version, ...found } = seen;
  const context = { ...task, ...found };
  const outcomes = await Promise.all(
    CHECKS.map(check => carryOut(check, () => check.run(context))),
  );
  return [
    {
      check: API_SERVER,
      state: 'ok',
      message: `Kubernetes ${version} answers at ${task.server}`,
    },
    ...outcomes.flat(),
  ];
}
