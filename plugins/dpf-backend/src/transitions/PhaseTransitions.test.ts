import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import {
  DEFAULT_PORTAL_PATHS,
  DpuCluster,
  DpuClusterPhase,
} from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { Knex } from 'knex';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { PhaseTransitions, compareResourceVersions } from './PhaseTransitions';
import { TransitionRecorder } from './TransitionRecorder';

describe('compareResourceVersions', () => {
  it.each([
    ['9', '10', -1],
    ['100', '99', 1],
    ['18446744073709551616', '18446744073709551615', 1],
    ['007', '7', 0],
  ])('compares %p and %p as numbers', (a, b, sign) => {
    expect(Math.sign(compareResourceVersions(a, b))).toBe(sign);
  });
});

describe('PhaseTransitions', () => {
  let fake: FakeManagementCluster;
  beforeEach(async () => {
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
  });
  afterEach(() => fake.stop());

  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const create = async () => {
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    return new PhaseTransitions(knex);
  };
  const sighting = (phase: DpuClusterPhase, resourceVersion: string) => ({
    uid: 'uid-1',
    managementCluster: 'local',
    phase,
    resourceVersion,
    at: '2026-11-24T10:00:00.000Z',
  });

  function follow(transitions: PhaseTransitions): TransitionRecorder {
    const recorder = new TransitionRecorder({
      transitions,
      clock: new FakeClock(Date.parse('2026-11-24T10:00:00Z')),
      logger: mockServices.logger.mock(),
      settings: { pages: DEFAULT_PORTAL_PATHS },
    });
    recorder.follow(fake);
    return recorder;
  }

  it('keeps a sighting that is newer and in another phase', async () => {
    const transitions = await create();
    expect(await transitions.record(sighting('Pending', '9'))).toBe(true);
    expect(await transitions.record(sighting('Pending', '10'))).toBe(false);
    expect(await transitions.record(sighting('Creating', '11'))).toBe(true);
    expect(await transitions.record(sighting('Pending', '9'))).toBe(false);
    expect(await transitions.record(sighting('Ready', '100'))).toBe(true);
    expect(await transitions.record(sighting('NotReady', '99'))).toBe(false);

    expect(await transitions.list('uid-1')).toEqual([
      { uid: 'uid-1', to: 'Pending', at: '2026-11-24T10:00:00.000Z' },
      {
        uid: 'uid-1',
        from: 'Pending',
        to: 'Creating',
        at: '2026-11-24T10:00:00.000Z',
      },
      {
        uid: 'uid-1',
        from: 'Creating',
        to: 'Ready',
        at: '2026-11-24T10:00:00.000Z',
      },
    ]);
  });

  it('keeps a change once though several replicas see it', async () => {
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    const replicas = [new PhaseTransitions(knex), new PhaseTransitions(knex)];
    const kept = await Promise.all(
      replicas.map(replica => replica.record(sighting('Creating', '5'))),
    );
    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(await replicas[0].list('uid-1')).toHaveLength(1);
  });

  it('looks again after another replica wrote the same number first', async () => {
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    const other = new PhaseTransitions(knex);
    await other.record(sighting('Pending', '4'));
    const [{ id, ...same }] = await knex('phase_transitions');
    const transaction = jest
      .fn(knex.transaction)
      .mockImplementationOnce(() => knex('phase_transitions').insert(same));
    const slower: Knex = Object.create(knex, {
      transaction: { value: transaction },
    });
    expect(
      await new PhaseTransitions(slower).record(sighting('Creating', '5')),
    ).toBe(true);
    expect(await other.list('uid-1')).toHaveLength(2);
  });

  it('is written from what the watch sees', async () => {
    const transitions = await create();
    const recorder = follow(transitions);
    const observed = jest.fn();
    fake.connection.onChange(({ cause }) => observed(cause));
    const cluster = await fake.add('blue', {
      spec: { type: 'static', kubeconfig: 'blue-admin-kubeconfig' },
    });
    const uid = cluster.metadata.uid ?? '';
    const enter = (phase: DpuClusterPhase) =>
      fake.change(cluster, { status: { phase } });
    await enter('Creating');
    await fake.change(cluster, { metadata: { annotations: { a: 'b' } } });
    await enter('Ready');
    await eventually(() => observed.mock.calls.flat().includes('observation'));
    await recorder.settled();

    expect((await transitions.list(uid)).map(({ to }) => to)).toEqual([
      'Pending',
      'Creating',
      'Ready',
    ]);
  });

  it('remembers what was wrong, but not how long a step had taken by then', async () => {
    const transitions = await create();
    const recorder = follow(transitions);
    const wrong = await fake.add('wrong', { spec: { type: 'kamaji' } });
    const waiting = await fake.add('waiting', {
      creationTimestamp: '2026-11-24T09:59:58Z',
      spec: { type: 'static', kubeconfig: 'waiting-admin-kubeconfig' },
      status: { phase: 'Creating' },
    });
    await recorder.settled();
    const sentencesOf = async ({ metadata }: DpuCluster) =>
      (await transitions.list(metadata.uid ?? '')).map(
        ({ sentence }) => sentence,
      );
    expect(await sentencesOf(wrong)).toEqual([
      expect.stringContaining('No VIP was given'),
    ]);
    expect(await sentencesOf(waiting)).toEqual([undefined]);
  });
});
