import { DpuCluster, boundedText } from '@dpf-portal/dpf-model';
import { Discovery, isForbidden, messageOf } from '@dpf-portal/kube-controller';
import {
  CheckOutcome,
  DoctorCheck,
  DoctorTask,
  Outcome,
  problem,
} from './DoctorCheck';
import {
  DiscoveredApis,
  discoverCapabilities,
} from '../managementCluster/discoverCapabilities';
import { checkAdmission } from './checkAdmission';
import { checkDefinitions } from './checkDefinitions';
import { checkKamaji } from './checkKamaji';
import { checkNewControlPlanes } from './checkNewControlPlanes';
import { checkNodes } from './checkNodes';
import { checkRights } from './checkRights';
import { checkTenants } from './checkTenants';
import { checkVendor } from './checkVendor';

const WORDS: Record<CheckOutcome['state'], string> = {
  ok: 'ok',
  warning: 'warn',
  problem: 'FAIL',
};
const WORD_WIDTH = 5;
const CHECK_WIDTH = 16;

function summary(outcomes: readonly CheckOutcome[]): string {
  const numberOf = (state: CheckOutcome['state']) =>
    outcomes.filter(outcome => outcome.state === state).length;
  const [problems, warnings] = [numberOf('problem'), numberOf('warning')];
  return problems === 0
    ? `Nothing is in the way${warnings ? `, ${warnings} to be looked at` : ''}.`
    : `${problems} of ${outcomes.length} checks failed.`;
}

/** One line a check, its remedy under it; text from the cluster begins no line of its own. */
export function renderOutcomes(outcomes: readonly CheckOutcome[]): string {
  const lines = outcomes.flatMap(({ check, state, message, remedy }) => [
    `${WORDS[state].padEnd(WORD_WIDTH)}${check.padEnd(CHECK_WIDTH)}${message}`,
    ...(remedy ? [`${' '.repeat(WORD_WIDTH + CHECK_WIDTH)}→ ${remedy}`] : []),
  ]);
  return [
    ...lines.map(line => boundedText(line)),
    '',
    summary(outcomes),
    '',
  ].join('\n');
}

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
