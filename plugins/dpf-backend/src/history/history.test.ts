import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { Condition } from '@dpf-portal/kube-controller';
import { DPF_ANNOTATIONS, DpuCluster, Finding } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import { Knex } from 'knex';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { located } from '../reads/locate';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { ClusterRecords } from './ClusterRecords';
import { FindingPeriods } from './FindingPeriods';
import { HistoryRecorder } from './HistoryRecorder';
import { forgetHistory } from './forgetHistory';
import { settingChangesOf, upgradesOf } from './periodsOf';

const START = '2026-11-24T10:00:00.000Z';
const OWNER = 'group:default/team-a';
/** Nobody handles this type, which is a finding. */
const UNHANDLED = { type: 'example.com/unknown' };
const HANDLED = { type: 'kamaji' };

describe('The history of clusters', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const logger = mockServices.logger.mock();
  let clock: FakeClock;
  let fake: FakeManagementCluster;
  let knex: Knex;
  let records: ClusterRecords;
  let findings: FindingPeriods;
  let replicas: HistoryRecorder[];
  let stops: Array<() => void>;

  // What could not be stored is logged.
  const look = async () => {
    await Promise.all(replicas.map(replica => replica.look()));
    if (logger.warn.mock.calls.length) {
      throw new Error(String(logger.warn.mock.calls));
    }
  };
  const after = async (ms: number) => {
    // What was gathered is looked at after a second, and stored before the time goes on.
    const first = Math.min(ms, 1_000);
    await clock.advance(first);
    await Promise.all(replicas.map(replica => replica.settled()));
    await clock.advance(ms - first);
    await look();
  };
  const startReplica = () => {
    const recorder = new HistoryRecorder({
      records: new ClusterRecords(knex),
      findings: new FindingPeriods(knex),
      clock,
      logger,
    });
    stops.push(recorder.follow(fake));
    return recorder;
  };
  const stopReplicas = async () => {
    await look();
    stops.splice(0).forEach(stop => stop());
    // What was gathered is looked at.
    await after(1_000);
    replicas = [];
  };

  beforeEach(async () => {
    jest.clearAllMocks();
    clock = new FakeClock(Date.parse(START));
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
    knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    records = new ClusterRecords(knex);
    findings = new FindingPeriods(knex);
    stops = [];
    replicas = [startReplica(), startReplica()];
  });
  afterEach(() => fake.stop());

  const at = (seconds: number) =>
    new Date(Date.parse(START) + seconds * 1000).toISOString();
  const idOf = ({ metadata }: DpuCluster) => ({
    managementCluster: 'local',
    uid: metadata.uid ?? '',
  });
  const periodsOf = async (
    cluster: DpuCluster,
    code: Finding['code'] = 'NoManagerForType',
  ) =>
    (await findings.list(idOf(cluster), { limit: 100 }))
      .filter(finding => finding.code === code)
      .map(({ from, until }) => ({ from, until }));
  const add = (spec: Partial<DpuCluster['spec']> = UNHANDLED) =>
    fake.add('blue', {
      creationTimestamp: at(-60),
      annotations: { [DPF_ANNOTATIONS.owner]: OWNER },
      spec,
      status: { phase: 'Creating' },
    });
  const setType = (cluster: DpuCluster, { type }: { type: string }) =>
    patch(cluster, { spec: { type } });
  async function patch(cluster: DpuCluster, change: Record<string, unknown>) {
    const { namespace = '', name } = cluster.metadata;
    fake.server.objects.patch(
      'dpuclusters.provisioning.dpu.nvidia.com',
      { namespace, name },
      change,
    );
    await fake.change(cluster, { metadata: { annotations: {} } });
  }

  describe('of findings', () => {
    it('has each opening and closing once, though two replicas see it', async () => {
      const cluster = await add();
      await look();
      await after(60_000);
      expect(await periodsOf(cluster)).toEqual([
        { from: expect.any(String), until: undefined },
      ]);
      await setType(cluster, HANDLED);
      await after(30_000);
      const once = [{ from: at(0), until: at(61) }];
      expect(await periodsOf(cluster)).toEqual(once);
      await after(600_000);
      expect(await periodsOf(cluster)).toEqual(once);
      await setType(cluster, UNHANDLED);
      await after(10_000);
      expect(await periodsOf(cluster)).toEqual([
        ...once,
        { from: at(691), until: undefined },
      ]);
    });

    it('looks soon after a change', async () => {
      const cluster = await add();
      await clock.advance(1_000);
      await Promise.all(replicas.map(replica => replica.settled()));
      expect(await periodsOf(cluster)).toEqual([
        { from: at(1), until: undefined },
      ]);
    });

    it('is one finding where it comes back within a minute', async () => {
      const cluster = await add();
      await look();
      await setType(cluster, HANDLED);
      await after(30_000);
      await setType(cluster, UNHANDLED);
      await after(30_000);
      expect(await periodsOf(cluster)).toEqual([
        { from: at(0), until: undefined },
      ]);
    });

    it('ends one that closed while the portal was down when that is first seen', async () => {
      const cluster = await add();
      await stopReplicas();
      await setType(cluster, HANDLED);
      await clock.advance(3_600_000);
      replicas = [startReplica(), startReplica()];
      await look();
      // The checks of DPU clusters begin anew with the portal, so what is not there yet may still come.
      expect(await periodsOf(cluster)).toEqual([
        { from: at(0), until: undefined },
      ]);
      for (let i = 0; i < 8; i++) {
        await after(30_000);
      }
      expect(await periodsOf(cluster)).toEqual([
        { from: at(0), until: at(3_601) },
      ]);
    });

    it('goes on with one that is there again soon after the portal', async () => {
      const cluster = await add();
      await stopReplicas();
      await setType(cluster, HANDLED);
      await clock.advance(3_600_000);
      replicas = [startReplica()];
      await look();
      await setType(cluster, UNHANDLED);
      await after(30_000);
      await after(600_000);
      expect(await periodsOf(cluster)).toEqual([
        { from: at(0), until: undefined },
      ]);
    });

    it('keeps one that only the other replica sees', async () => {
      const cluster = await add(HANDLED);
      await look();
      const [, other] = replicas;
      const seen: Finding = {
        code: 'SettingsLost',
        severity: 'error',
        blocking: false,
        sentence: 'It lost its owner',
        remedy: 'Look',
        who: 'platform',
      };
      const id = { ...idOf(cluster), createdAt: at(-60) };
      await findings.opened(id, seen, at(0));
      const periods = () => periodsOf(cluster, 'SettingsLost');
      for (let i = 0; i < 20; i++) {
        await clock.advance(30_000);
        const open = await findings.open('local');
        await findings.seen(
          open.map(one => one.id),
          new Date(clock.now()).toISOString(),
        );
        await other.look();
      }
      expect(await periods()).toEqual([{ from: at(0), until: undefined }]);
      // That replica is gone and nobody sees it.
      for (let i = 0; i < 8; i++) {
        await clock.advance(30_000);
        await other.look();
      }
      expect(await periods()).toEqual([
        { from: at(0), until: expect.any(String) },
      ]);
    });

    it('ends none whose input may not be read any more, and ends it when it may', async () => {
      const cluster = await add(HANDLED);
      await fake.addDpu(cluster, 'dpu-1');
      const dpu = { namespace: 'dpf-clusters', name: 'dpu-1', status: true };
      const { objects } = fake.server;
      const dpus = 'dpus.provisioning.dpu.nvidia.com';
      objects.patch(dpus, dpu, { status: { phase: 'Error' } });
      const { stores } = fake.connection;
      await eventually(
        () => stores.dpusOf(cluster)?.[0].status?.phase === 'Error',
      );
      await look();
      const open = [{ from: at(0), until: undefined }];
      const failed = () => periodsOf(cluster, 'DpusFailed');
      expect(await failed()).toEqual(open);
      fake.server.forbid('dpus');
      await fake.retried(() => stores.dpusOf(cluster) === undefined);
      for (let i = 0; i < 10; i++) {
        await after(30_000);
      }
      expect(await failed()).toEqual(open);
      objects.patch(dpus, dpu, { status: { phase: 'Ready' } });
      fake.server.forbidden.clear();
      await fake.retried(
        () => stores.dpusOf(cluster)?.[0].status?.phase === 'Ready',
      );
      await after(30_000);
      expect(await failed()).toEqual([
        { from: at(0), until: expect.any(String) },
      ]);
    });

    it('takes the time that a finding says, not before the last closing', async () => {
      const cluster = await add(HANDLED);
      const id = { ...idOf(cluster), createdAt: at(-60) };
      const finding = (since: string): Finding => ({
        code: 'ApiNotAnswering',
        severity: 'error',
        blocking: false,
        sentence: 'It does not answer',
        remedy: 'Look',
        who: 'platform',
        since,
      });
      await findings.opened(id, finding(at(-30)), at(0));
      const [{ id: first }] = await findings.open('local');
      await findings.closed([first], at(100));
      await findings.opened(id, finding(at(-30)), at(300));
      const [{ id: second }] = await findings.open('local');
      await findings.closed([second], at(400));
      await findings.opened(id, finding(at(9_999)), at(500));
      expect(await periodsOf(cluster, 'ApiNotAnswering')).toEqual([
        { from: at(-30), until: at(100) },
        { from: at(100), until: at(400) },
        { from: at(500), until: undefined },
      ]);
    });

    it('opens and closes nothing while the management cluster cannot be seen', async () => {
      const cluster = await add();
      await look();
      await fake.leave();
      // As if the store had another one than the server.
      fake.connection.overlay({
        ...cluster,
        metadata: { ...cluster.metadata, resourceVersion: '999999' },
        spec: HANDLED,
      });
      const { uid = '' } = cluster.metadata;
      expect(fake.connection.clusterByUid(uid)?.spec).toEqual(HANDLED);
      await after(30_000);
      await after(600_000);
      expect(await periodsOf(cluster)).toEqual([
        { from: at(0), until: undefined },
      ]);
      expect(await records.listGone(10)).toEqual([]);
    });
  });

  describe('of conditions', () => {
    const condition = (
      status: Condition['status'],
      lastTransitionTime: string,
    ): Condition => ({
      type: 'Ready',
      status,
      reason: 'Because',
      message: 'It is so',
      lastTransitionTime,
    });
    const set = (cluster: DpuCluster, conditions: Condition[]) =>
      fake.change(cluster, { status: { phase: 'Creating', conditions } });

    it('has each change of a status once, with the time of the condition', async () => {
      const cluster = await add(HANDLED);
      await set(cluster, [condition('False', '2026-11-24T09:59:30Z')]);
      await look();
      await set(cluster, [
        { ...condition('False', '2026-11-24T09:59:30Z'), message: 'Still' },
      ]);
      await look();
      await set(cluster, [condition('True', '2026-11-24T10:00:05Z')]);
      await after(10_000);
      await set(cluster, []);
      await after(10_000);
      const changes = await records.log.list(idOf(cluster), 100);
      expect(
        changes.map(change => [change.before, change.after, change.at]),
      ).toEqual([
        [undefined, 'False', at(-30)],
        ['False', 'True', at(5)],
        ['True', undefined, at(11)],
      ]);
      expect(changes[0].detail).toBe('Because: It is so.');
    });
  });

  describe('of settings', () => {
    const changesOf = async (cluster: DpuCluster) =>
      settingChangesOf(await records.log.list(idOf(cluster), 100));

    it('says which program wrote them, where the API server recorded it', async () => {
      const cluster = await add({ ...HANDLED, maxNodes: 10 });
      await look();
      await patch(cluster, {
        metadata: {
          labels: { tier: 'gold' },
          managedFields: [
            {
              manager: 'kubectl-edit',
              time: '2026-11-24T10:00:20Z',
              fieldsV1: { 'f:spec': { 'f:maxNodes': {} } },
            },
          ],
        },
        spec: { maxNodes: 20 },
      });
      await after(30_000);
      expect(await changesOf(cluster)).toEqual([
        { at: at(1), setting: 'label tier', to: 'gold' },
        {
          at: at(20),
          setting: 'maxNodes',
          from: '10',
          to: '20',
          manager: 'kubectl-edit',
        },
      ]);
    });

    it.each(['before', 'after'])(
      'says which user changed them in the portal, %s the watch saw it',
      async when => {
        const cluster = await add({ ...HANDLED, maxNodes: 10 });
        await look();
        const watching = [...replicas];
        replicas = when === 'before' ? [] : watching;
        await patch(cluster, {
          metadata: { labels: { tier: 'gold' } },
          spec: { maxNodes: 20 },
        });
        await look();
        const [writer] = watching;
        const { uid = '' } = cluster.metadata;
        const changed = fake.connection.clusterByUid(uid) ?? cluster;
        const request = {
          before: located(fake, cluster),
          after: located(fake, changed),
        };
        await writer.requested(request, { maxNodes: 20 }, 'user:default/jane');
        // It was like that already, so this user changed nothing.
        await writer.requested(
          { ...request, before: request.after },
          { maxNodes: 20 },
          'user:default/joe',
        );
        replicas = watching;
        await after(30_000);
        expect(await changesOf(cluster)).toEqual([
          {
            at: at(0),
            setting: 'maxNodes',
            from: '10',
            to: '20',
            by: 'user:default/jane',
          },
          { at: at(0), setting: 'label tier', to: 'gold' },
        ]);
      },
    );

    it('learns nothing from a replica that lags behind', async () => {
      const seen = {
        ...idOf(await add(HANDLED)),
        attributes: {
          managementCluster: 'local',
          namespace: 'dpf-clusters',
          name: 'blue',
          type: 'kamaji',
        },
        createdAt: at(-60),
        conditions: [],
        at: at(0),
      };
      const see = (
        resourceVersion: string,
        maxNodes: string,
        version: string,
      ) =>
        records.see({
          ...seen,
          resourceVersion,
          settings: { maxNodes },
          version,
          versionBefore: resourceVersion === '9' ? undefined : 'v1.30.0',
        });
      await see('9', '10', 'v1.30.0');
      await see('100', '20', 'v1.31.0');
      await see('99', '10', 'v1.30.0');
      await see('100', '20', 'v1.31.0');
      const changes = await records.log.list(seen, 10);
      expect(changes.map(({ subject, after: to }) => [subject, to])).toEqual([
        ['maxNodes', '20'],
        ['version', 'v1.31.0'],
      ]);
    });

    it('has what a user did in the portal that no field shows', async () => {
      const cluster = await add(HANDLED);
      await look();
      const note = {
        setting: 'kubeconfig',
        detail: 'Its content was replaced.',
        by: 'user:default/jane',
      };
      await replicas[0].noted(located(fake, cluster), note);
      await replicas[0].noted(located(fake, cluster), note);
      expect(await changesOf(cluster)).toEqual([
        { at: at(0), ...note },
        { at: at(0), ...note },
      ]);
    });

    it('has what changed while the portal was down', async () => {
      const cluster = await add({ ...HANDLED, maxNodes: 10 });
      await stopReplicas();
      await patch(cluster, { spec: { maxNodes: 20 } });
      await clock.advance(3_600_000);
      replicas = [startReplica()];
      await look();
      expect(await changesOf(cluster)).toMatchObject([
        { at: at(3_601), from: '10', to: '20' },
      ]);
    });
  });

  describe('of upgrades', () => {
    it('has each version once, and none that was only unknown', async () => {
      const cluster = await add({ type: 'static' });
      const see = (version: string | undefined) =>
        fake.change(cluster, { status: { phase: 'Ready', version } });
      for (const version of [undefined, 'v1.30.0', undefined, 'v1.31.0']) {
        await see(version);
        await after(60_000);
      }
      expect(upgradesOf(await records.log.list(idOf(cluster), 100))).toEqual([
        { at: at(181), from: 'v1.30.0', to: 'v1.31.0' },
      ]);
    });
  });

  describe('of a cluster that is gone', () => {
    it('ends, with its findings, when that is seen', async () => {
      const cluster = await add();
      await look();
      await records.retiring(idOf(cluster), 'user:default/jane');
      await records.retiring(idOf(cluster), 'user:default/joe');
      await fake.remove(cluster);
      await after(30_000);
      await after(30_000);
      expect(await periodsOf(cluster)).toEqual([{ from: at(0), until: at(1) }]);
      expect((await records.listGone(10)).map(one => one.cluster)).toEqual([
        {
          ...idOf(cluster),
          namespace: 'dpf-clusters',
          name: 'blue',
          type: UNHANDLED.type,
          owner: OWNER,
          from: at(-60),
          until: at(1),
          retiredBy: 'user:default/jane',
        },
      ]);
    });

    it('is another one than a later cluster of its name', async () => {
      const cluster = await add();
      await look();
      await fake.remove(cluster);
      const next = await add();
      await after(30_000);
      expect(await records.listGone(10)).toHaveLength(1);
      expect(await periodsOf(next)).toEqual([
        { from: at(1), until: undefined },
      ]);
    });

    it('is not gone where it is only not watched any more', async () => {
      await add();
      await look();
      const narrower = await FakeManagementCluster.start({
        ...TEST_SETTINGS,
        namespaces: ['elsewhere'],
      });
      const recorder = new HistoryRecorder({
        records,
        findings,
        clock,
        logger,
      });
      recorder.follow(narrower);
      await recorder.look();
      await narrower.stop();
      expect(await records.listGone(10)).toEqual([]);
    });
  });

  it('is forgotten when it ended long enough ago, and what lasts is kept', async () => {
    const transitions = new PhaseTransitions(knex);
    const forget = () =>
      forgetHistory({
        transitions,
        records,
        findings,
        retentionDays: 1,
        clock,
      });
    const record = (
      uid: string,
      phase: 'Creating' | 'Ready',
      resourceVersion: string,
    ) =>
      transitions.record({
        uid,
        managementCluster: 'local',
        phase,
        resourceVersion,
        at: START,
      });
    const cluster = await add({ ...UNHANDLED, maxNodes: 10 });
    const { uid } = idOf(cluster);
    await record(uid, 'Creating', '1');
    await record(uid, 'Ready', '2');
    await look();
    await patch(cluster, { spec: { maxNodes: 20 } });
    await after(0);
    const gone = await fake.add('green', { spec: UNHANDLED });
    await record(idOf(gone).uid, 'Ready', '3');
    await look();
    await fake.remove(gone);
    await look();
    await forget();
    expect(await records.listGone(10)).toHaveLength(1);

    await clock.advance(2 * 24 * 60 * 60_000);
    await forget();
    expect(await records.listGone(10)).toEqual([]);
    expect(await periodsOf(gone)).toEqual([]);
    expect(await transitions.list(idOf(gone).uid)).toEqual([]);
    expect(await periodsOf(cluster)).toHaveLength(1);
    expect(await records.log.list(idOf(cluster), 10)).toEqual([]);
    expect((await transitions.list(uid)).map(({ to }) => to)).toEqual([
      'Ready',
    ]);
  });
});
