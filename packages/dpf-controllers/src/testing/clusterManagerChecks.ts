import { isDeepStrictEqual } from 'node:util';
import { clusterTypeProblem } from '@dpf-portal/dpf-model';
import { readKubeconfigSecret } from '@dpf-portal/dpf-world';
import { conditionOf } from '../reconcile/status/conditions';
import { ClusterManagerSubject } from './ClusterManagerSubject';
import { ManagerTrial } from './ManagerTrial';

/** One promise a cluster manager has to keep. @public */
export interface ClusterManagerCheck {
  /** Completes "A cluster manager …". */
  name: string;
  /** Rejects with what is wrong. Each run has an API server in memory of its own. */
  run(): Promise<void>;
}

type Check = (trial: ManagerTrial) => Promise<void>;

function demand(isRight: boolean, problem: string): void {
  if (!isRight) {
    throw new Error(problem);
  }
}

const FOREIGN = {
  type: 'example.org/Foreign',
  status: 'True',
  reason: 'Foreign',
  message: 'Somebody else wrote this.',
  lastTransitionTime: '2026-01-01T00:00:00Z',
} as const;

const takesIn: Check = async trial => {
  await trial.becomesReady();
  demand(
    trial.isTrue('Created'),
    'The manager never reported the condition Created as True.',
  );
};

const publishesFirst: Check = async trial => {
  await trial.passUntil(
    () => {
      const { spec } = trial.live ?? {};
      demand(
        !trial.isTrue('Created') || Boolean(spec?.kubeconfig),
        'Created is True while spec.kubeconfig is empty: return the Secret’s name as `kubeconfig` no later than the condition.',
      );
      return trial.isTrue('Created');
    },
    () => 'Created is not True',
  );
  const name = trial.live?.spec.kubeconfig ?? '';
  const secret = trial.find('secrets', name);
  demand(
    secret !== undefined,
    `spec.kubeconfig names ${name}, but there is no such Secret in the cluster’s namespace.`,
  );
  const { state } = readKubeconfigSecret({ ...secret, metadata: { name } });
  demand(
    state.state === 'usable',
    `The Secret ${name} cannot be used: ${state.problem}`,
  );
};

const isIdempotent: Check = async trial => {
  await trial.becomesReady();
  const { length } = trial.writes;
  await trial.pass();
  await trial.pass();
  const more = trial.writes.slice(length);
  demand(
    more.length === 0,
    `A pass that has nothing to do wrote ${describeWrites(more)}.`,
  );
};

const isPositive: Check = async trial => {
  await trial.becomesReady();
  const last = trial.results[trial.results.length - 1];
  for (const { type, status } of last?.conditions ?? []) {
    demand(
      status === 'True',
      `The condition ${type} is ${status} in the steady state; every condition gates Ready, so word it to be True.`,
    );
    demand(
      type !== 'Ready',
      'Ready is provisioning’s condition; report another one.',
    );
  }
};

const leavesForeignAlone: Check = async trial => {
  trial.edit({ status: { conditions: [FOREIGN] } }, { status: true });
  await trial.becomesReady();
  const live = conditionOf(trial.live?.status?.conditions, FOREIGN.type);
  demand(
    isDeepStrictEqual(live, FOREIGN),
    `A condition that somebody else wrote was changed to ${JSON.stringify(
      live,
    )}.`,
  );
  const direct = trial.ownWrites.filter(
    ({ plural }) => plural === 'dpuclusters',
  );
  demand(
    direct.length === 0,
    `The manager itself wrote ${describeWrites(
      direct,
    )}: return conditions and the kubeconfig’s name instead, the reconciler writes them.`,
  );
};

const cleansUp: Check = async trial => {
  await trial.becomesReady();
  trial.delete();
  await trial.passUntil(
    () => trial.live === undefined,
    () =>
      'the deleted cluster is still there: cleanUp has to answer {done: true} in the end',
  );
  demand(
    trial.objects.length === 0,
    `After the deletion there is still ${trial.objects.join(
      ', ',
    )}: give them an owner reference to the cluster, or delete them in cleanUp.`,
  );
};

const cleansUpWithoutMemory: Check = async trial => {
  await trial.becomesReady();
  trial.restart();
  trial.delete();
  await trial.passUntil(
    () => trial.live === undefined,
    () => 'the cluster, deleted while the manager was down, is still there',
  );
  demand(
    trial.objects.length === 0,
    `A manager that was restarted before the deletion leaves ${trial.objects.join(
      ', ',
    )} behind.`,
  );
};

/** A crash after each of the writes that bring a cluster to Ready, the reconciler's own included. */
async function survivesCrashes(subject: ClusterManagerSubject): Promise<void> {
  const whole = await ManagerTrial.run(subject, async trial => {
    await trial.becomesReady();
    return { writes: trial.writes.length, objects: trial.objects };
  });
  for (let survived = 0; survived < whole.writes; survived++) {
    await ManagerTrial.run(subject, async trial => {
      trial.diesAfter(survived);
      await trial.pass().catch(() => {});
      trial.restart();
      await trial.becomesReady();
      demand(
        isDeepStrictEqual(trial.objects, whole.objects),
        `After a crash at write ${survived + 1} there is ${trial.objects.join(
          ', ',
        )} instead of ${whole.objects.join(', ')}.`,
      );
    });
  }
}

async function hasItsOwnType(subject: ClusterManagerSubject): Promise<void> {
  const manager = subject.createManager();
  const { type } = manager;
  await subject.dispose?.(manager);
  demand(
    clusterTypeProblem(type) === undefined && type.includes('/'),
    `The type ${type} is not vendor/name.`,
  );
}

function describeWrites(
  writes: ReadonlyArray<{ verb: string; plural: string; name: string }>,
): string {
  return writes
    .map(({ verb, plural, name }) => `${verb} ${plural}/${name}`)
    .join(', ');
}

/**
 * What every cluster manager must do, whatever it makes. The checks run under the real reconciler, so what they show is
 * what a portal or `dpf-controllers` would do with the manager. They depend on no test framework.
 *
 * @public
 */
export function clusterManagerChecks(
  subject: ClusterManagerSubject,
): ClusterManagerCheck[] {
  const check = (name: string, work: Check): ClusterManagerCheck => ({
    name,
    run: () => ManagerTrial.run(subject, work),
  });
  return [
    {
      name: 'has a type of the form vendor/name',
      run: () => hasItsOwnType(subject),
    },
    check('brings a new cluster to Created, so that it becomes Ready', takesIn),
    check(
      'publishes a usable kubeconfig before Created is True',
      publishesFirst,
    ),
    check('writes nothing in a pass that has nothing to do', isIdempotent),
    check(
      'reports conditions that are all True in the steady state',
      isPositive,
    ),
    check(
      'leaves conditions of others and the DPUCluster alone',
      leavesForeignAlone,
    ),
    check('leaves nothing behind when the cluster is deleted', cleansUp),
    check(
      'leaves nothing behind when it was restarted before the deletion',
      cleansUpWithoutMemory,
    ),
    {
      name: 'goes on after a crash between any two writes, without doubles',
      run: () => survivesCrashes(subject),
    },
  ];
}
