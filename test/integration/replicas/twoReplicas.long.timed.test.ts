import { DpuClusterRef, DpuClusterRequest } from '@dpf-portal/dpf-model';
import {
  PhaseTransition,
  signalConcerns,
  statusCodeOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { eventually } from '../../portal/eventually';
import { describeWithPostgres } from '../../portal/describeWithPostgres';
import { AuditEvent } from '../../portal/readAuditLog';
import { ReplicaPair } from '../../replicas/ReplicaPair';
import { Replica } from '../../replicas/Replica';

const SIGTERM_LIMIT_MS = 3_000;
const SIGKILL_LIMIT_MS = 15_000;
const CLASHES = 6;
const MOST_ROUNDS = 3;
// Includes the start of both back ends.
const PATIENCE_MS = 180_000;

interface Notifications {
  notifications: Array<{ payload: { title: string } }>;
}

function refOf(name: string): DpuClusterRef {
  return { managementCluster: 'local', namespace: 'dpf-clusters', name };
}

function kamaji(
  name: string,
  keepalived?: DpuClusterRequest['keepalived'],
): DpuClusterRequest {
  return { requestId: `request-${name}`, name, type: 'kamaji', keepalived };
}

/** Both phases of a cluster that became Ready, each once. */
async function historyOf(
  replica: Replica,
  name: string,
): Promise<PhaseTransition[]> {
  await ready(replica, name);
  const { items } = await eventually(`${name} has its history`, async () => {
    const history = await replica.dpf.getHistory(refOf(name));
    return history.items.at(-1)?.to === 'Ready' ? history : undefined;
  });
  const phases = items.map(({ to }) => to);
  // Creating may follow so quickly that Pending is not observed.
  expect(phases.filter(phase => phase !== 'Pending')).toEqual([
    'Creating',
    'Ready',
  ]);
  expect(new Set(phases).size).toBe(phases.length);
  const { conditions, findings } = await replica.dpf.getHistory(refOf(name));
  const statuses = conditions.map(({ type, status }) => `${type} ${status}`);
  expect(new Set(statuses).size).toBe(statuses.length);
  const codes = findings.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  return items;
}

async function ready(replica: Replica, name: string): Promise<void> {
  await eventually(`${replica.name} shows ${name} Ready`, async () => {
    const { item } = await replica.dpf.getDpuCluster(refOf(name));
    return item.phase === 'Ready' || undefined;
  });
}

describeWithPostgres('Two back ends on one Postgres', programs => {
  let pair: ReplicaPair;
  let clusters = 0;

  beforeAll(async () => {
    pair = await ReplicaPair.start(programs);
    await pair.bothRun();
  }, PATIENCE_MS);
  afterAll(() => pair?.stop(), PATIENCE_MS);

  it('both serve at once what either made, and tell their pages of every change', async () => {
    const { holder, other } = await pair.bothRun();
    const sockets = await Promise.all(
      pair.replicas.map(replica => replica.openSignals()),
    );
    const before = (await other.writes()).length;
    for (const [maker, reader] of [
      [holder, other],
      [other, holder],
    ]) {
      const name = `made-by-${maker.name}`;
      const { item } = await maker.dpf.createDpuCluster(kamaji(name));
      const read = await reader.dpf.getDpuCluster(refOf(name));
      expect(read.item.uid).toBe(item.uid);
      await Promise.all([ready(maker, name), ready(reader, name)]);
      const { signalKey } = (await reader.dpf.getDpuCluster(refOf(name))).item;
      for (const { messages } of sockets) {
        await eventually(`the pages hear of ${name}`, async () =>
          messages.some(signal => signalConcerns(signal, signalKey))
            ? true
            : undefined,
        );
        expect(JSON.stringify(messages)).not.toContain(item.uid);
      }
    }
    sockets.forEach(socket => socket.close());
    expect((await other.writes()).length).toBe(before);
  });

  it('give a cluster the same signal key, so that a page may read from one and listen to the other', async () => {
    await pair.bothRun();
    const [a, b] = pair.replicas;
    const ref = refOf('read-here-heard-there');
    await a.dpf.createDpuCluster(kamaji(ref.name));
    await Promise.all([ready(a, ref.name), ready(b, ref.name)]);
    const signalKey = await eventually('both have one secret', async () => {
      const [one, other] = await Promise.all(
        [a, b].map(({ dpf }) => dpf.getDpuCluster(ref)),
      );
      return one.item.signalKey === other.item.signalKey
        ? one.item.signalKey
        : undefined;
    });
    const sockets = await Promise.all([a.openSignals(), b.openSignals()]);
    await a.dpf.updateDpuCluster(ref, { purpose: 'test' });
    for (const { messages } of sockets) {
      await eventually('the page hears of its cluster', async () =>
        messages.some(
          signal => 'keys' in signal && signal.keys.includes(signalKey),
        )
          ? true
          : undefined,
      );
      expect(JSON.stringify(messages)).not.toContain(ref.name);
    }
    sockets.forEach(socket => socket.close());
  });

  it('make one cluster of one request that reaches both at once', async () => {
    await pair.bothRun();
    const request = kamaji('asked-twice');
    const answers = await Promise.all(
      pair.replicas.map(({ dpf }) => dpf.createDpuCluster(request)),
    );
    expect(new Set(answers.map(({ item }) => item.uid)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  it('make one cluster and one Secret of one request with an upload that reaches both at once', async () => {
    await pair.bothRun();
    const [a, b] = pair.replicas;
    const { handle } = await a.dpf.uploadKubeconfig({
      managementCluster: 'local',
      kubeconfig: pair.lab.cluster.staticKubeconfig,
    });
    const request: DpuClusterRequest = {
      requestId: 'request-brought-twice',
      name: 'brought-twice',
      type: 'static',
      kubeconfigUpload: handle,
    };
    const answers = await Promise.all(
      [a, b].map(({ dpf }) => dpf.createDpuCluster(request)),
    );
    expect(new Set(answers.map(({ item }) => item.uid)).size).toBe(1);
    await Promise.all([ready(a, 'brought-twice'), ready(b, 'brought-twice')]);
  });

  it('never start two clusters with one address, though each gave it away', async () => {
    await pair.bothRun();
    const outcomes = await Promise.all(
      Array.from({ length: CLASHES }, (_, i) => clash(i)),
    );
    // The result depends on milliseconds.
    outcomes.forEach(outcome =>
      expect(['refused', 'AddressInUse']).toContain(outcome),
    );
    process.stdout.write(
      `  one address asked of two replicas: ${outcomes.join(', ')}\n`,
    );
  });

  /** Requests the same address from both at once. Resolves with the finding of the second cluster. */
  async function clash(number: number): Promise<string> {
    const keepalived = {
      vip: `10.66.66.${240 + number}`,
      virtualRouterID: 190 + number,
    };
    const names = pair.replicas.map(({ name }) => `clash-${number}-${name}`);
    const answers = await Promise.allSettled(
      pair.replicas.map(({ dpf }, i) =>
        dpf.createDpuCluster(kamaji(names[i], keepalived)),
      ),
    );
    const made = names.filter((_, i) => answers[i].status === 'fulfilled');
    if (made.length === 1) {
      const [refusal] = answers.flatMap(answer =>
        answer.status === 'rejected' ? [statusCodeOf(answer.reason)] : [],
      );
      expect(refusal).toBe(400);
      await ready(pair.replicas[0], made[0]);
      return 'refused';
    }
    expect(made).toHaveLength(2);
    return await eventually('one runs, the other reports why not', async () => {
      const items = await Promise.all(
        made.map(async name => {
          const { item } = await pair.replicas[0].dpf.getDpuCluster(
            refOf(name),
          );
          return item;
        }),
      );
      const refusals = items.flatMap(({ findings }) =>
        findings.filter(({ code }) => code === 'AddressInUse'),
      );
      const running = items.filter(({ phase }) => phase === 'Ready');
      return refusals.length === 1 && running.length === 1
        ? refusals[0].code
        : undefined;
    });
  }

  it('both tell of AddressInUse when somebody else gives an address away again', async () => {
    await pair.bothRun();
    const name = 'by-hand';
    const endpoint = { vip: '10.66.66.239', virtualRouterID: 189 };
    await pair.replicas[0].dpf.createDpuCluster(kamaji('first', endpoint));
    await ready(pair.replicas[0], 'first');
    await pair.lab.api.createCluster(
      refOf(name).namespace,
      kamajiCluster(name, endpoint),
    );
    for (const { dpf, name: replica } of pair.replicas) {
      const finding = await eventually(`${replica} reports it`, async () => {
        const { item } = await dpf.getDpuCluster(refOf(name));
        return item.findings.find(({ code }) => code === 'AddressInUse');
      });
      expect(finding.sentence).toContain('dpf-clusters/first');
    }
  });

  it('write each change of a phase down once', async () => {
    await pair.bothRun();
    const name = 'watched-by-both';
    const [a, b] = pair.replicas;
    await a.dpf.createDpuCluster(kamaji(name));
    await Promise.all([ready(a, name), ready(b, name)]);
    const history = await historyOf(b, name);
    expect((await a.dpf.getHistory(refOf(name))).items).toEqual(history);
  });

  it('tell the owner once that a cluster is ready', async () => {
    await pair.bothRun();
    const name = 'notified-once';
    const [a, b] = pair.replicas;
    await b.dpf.createDpuCluster(kamaji(name));
    await Promise.all([historyOf(a, name), historyOf(b, name)]);
    const received = await eventually('the owner is notified', async () => {
      const { notifications } = await a.backend.json<Notifications>(
        'GET',
        `/api/notifications/notifications?search=${name}`,
      );
      return notifications.length > 0 ? notifications : undefined;
    });
    expect(received.map(({ payload }) => payload.title)).toEqual([
      `DPU cluster dpf-clusters/${name} is ready`,
    ]);
  });

  it(
    'start again at the same time',
    async () => {
      await pair.bothRun();
      await Promise.all(pair.replicas.map(({ backend }) => backend.stop()));
      await pair.bothRun();
      const name = 'after-both-started';
      const [a, b] = pair.replicas;
      await a.dpf.createDpuCluster(kamaji(name));
      const history = await historyOf(b, name);
      expect((await a.dpf.getHistory(refOf(name))).items).toEqual(history);
    },
    PATIENCE_MS,
  );

  it.each([
    ['SIGTERM', SIGTERM_LIMIT_MS],
    ['SIGKILL', SIGKILL_LIMIT_MS],
  ] as const)(
    'is reconciled by the other within its time after the holder’s %s',
    async (signal, limitMs) => {
      const milliseconds: number[] = [];
      do {
        milliseconds.push(await handOver(signal));
      } while (
        Math.min(...milliseconds) > limitMs &&
        milliseconds.length < MOST_ROUNDS
      );
      process.stdout.write(
        `  first write after ${signal}: ${milliseconds.join(', ')} ms\n`,
      );
      // The best round counts; the others compete with other processes for the cores.
      expect(Math.min(...milliseconds)).toBeLessThanOrEqual(limitMs);
    },
    MOST_ROUNDS * PATIENCE_MS,
  );

  /** Stops the leader. Resolves with the time from the signal to the first write of the other replica. */
  async function handOver(signal: 'SIGTERM' | 'SIGKILL'): Promise<number> {
    const { holder, other } = await pair.bothRun();
    const seen = (await other.writes()).length;
    const endedAt = Date.now();
    const ended =
      signal === 'SIGTERM' ? holder.backend.stop() : holder.backend.kill();
    let first: AuditEvent | undefined;
    do {
      // The first write may still come from the stopping replica.
      const name = `after-${signal.toLowerCase()}-${clusters++}`;
      await other.dpf.createDpuCluster(kamaji(name));
      await historyOf(other, name);
      first = (await other.writes())[seen];
    } while (!first);
    await ended;
    expect(lastOf(await holder.writes(), endedAt)).toBeLessThanOrEqual(
      Date.parse(first.requestReceivedTimestamp),
    );
    return Date.parse(first.stageTimestamp) - endedAt;
  }
});

/** Time of the last response to a write since then. */
function lastOf(writes: AuditEvent[], since: number): number {
  return Math.max(
    0,
    ...writes
      .map(({ stageTimestamp }) => Date.parse(stageTimestamp))
      .filter(at => at >= since),
  );
}
