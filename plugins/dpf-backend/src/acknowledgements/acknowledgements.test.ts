import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { Knex } from 'knex';
import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { migrateDatabase } from '../database/migrateDatabase';
import { NotificationOutbox } from '../notifications/NotificationOutbox';
import { Acknowledgements } from './Acknowledgements';

const CREATED = '2026-11-24T10:00:00Z';
const OWNER = 'group:default/team-a';
const USER = 'user:default/mock';
const DAY_MS = 24 * 60 * 60_000;
const BLUE = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
/** The cluster has no VIP, on which its owner acts, and no data store, on which the platform team acts. */
const OWNERS = `${BLUE}/findings/EndpointMissing/acknowledgement`;
const PLATFORMS = `${BLUE}/findings/DataStoreMissing/acknowledgement`;

describe('Acknowledgements of findings', () => {
  let clock: FakeClock;
  const inDays = (days: number) =>
    new Date(clock.now() + days * DAY_MS).toISOString();
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  /** The permissions that the caller does not have. */
  const denied = new Set<string>();

  beforeEach(async () => {
    clock = new FakeClock(Date.parse(CREATED));
    denied.clear();
    const decide = async (
      requests: ReadonlyArray<{ permission: { name: string } }>,
    ): Promise<DefinitivePolicyDecision[]> =>
      requests.map(({ permission: { name } }) => ({
        result: denied.has(name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
      }));
    backend = await startDpfTestBackend({
      clock,
      ownershipEntityRefs: [USER, OWNER],
      permissions: mockServices.permissions.mock({
        authorize: decide,
        authorizeConditional: decide,
      }),
    });
    await backend.fake.add('blue', {
      creationTimestamp: CREATED,
      annotations: { [DPF_ANNOTATIONS.owner]: OWNER },
    });
  });
  afterEach(() => backend.stop());

  const put = (
    path: string,
    body: object = { note: 'The network is being built.', until: inDays(3) },
  ) => request(backend.server).put(path).send(body);
  const get = async (path: string) =>
    (await request(backend.server).get(path).expect(200)).body;
  const needs = async () =>
    (await get('/api/dpf/dpu-clusters?overview=true')).overview.needs;
  const acknowledged = async () => {
    const { items } = await get(`${BLUE}/findings`);
    return Object.fromEntries(
      items.map((finding: { code: string; acknowledgement?: object }) => [
        finding.code,
        finding.acknowledgement,
      ]),
    );
  };

  it('show who knows of it until when, and ask nobody to act', async () => {
    expect(await needs()).toMatchObject({ you: 1, platform: 1 });
    const { body } = await put(OWNERS).expect(200);
    expect(body).toEqual({
      by: USER,
      at: '2026-11-24T10:00:00.000Z',
      until: '2026-11-27T10:00:00.000Z',
      note: 'The network is being built.',
    });
    expect(await acknowledged()).toMatchObject({
      EndpointMissing: body,
      DataStoreMissing: undefined,
    });
    expect(await needs()).toMatchObject({ you: 0, platform: 1 });
    await put(PLATFORMS).expect(200);
    expect(await needs()).toMatchObject({ you: 0, platform: 0, progress: 0 });
    const list = await get('/api/dpf/dpu-clusters');
    expect(list.items[0].problem).toMatchObject({
      code: 'EndpointMissing',
      acknowledged: true,
    });
    const platform = await get('/api/dpf/platform');
    expect(platform.managementClusters[0].problems).toEqual({
      owner: 0,
      platform: 0,
      nobody: 0,
    });
    expect(platform.problems[0].places[0].acknowledgement).toMatchObject({
      by: USER,
    });
  });

  it('stand in the history, in the diagnosis and in the audit log', async () => {
    await put(OWNERS).expect(200);
    await request(backend.server).delete(OWNERS).expect(204);
    await put(OWNERS, { note: 'Again.', until: inDays(1) }).expect(200);
    let changes: Array<{ setting: string; detail?: string; by?: string }> = [];
    while (changes.length < 3) {
      const history = await get(`${BLUE}/history`);
      changes = history.changes.filter(({ setting }: { setting: string }) =>
        setting.startsWith('problem'),
      );
    }
    expect(changes).toEqual(
      [
        'It was acknowledged until 2026-11-27T10:00:00.000Z: The network is being built.',
        'Its acknowledgement was ended.',
        'It was acknowledged until 2026-11-25T10:00:00.000Z: Again.',
      ].map(detail =>
        expect.objectContaining({
          setting: 'problem EndpointMissing',
          detail,
          by: USER,
        }),
      ),
    );
    const { markdown } = await get(`${BLUE}/diagnosis`);
    expect(markdown).toContain(`Acknowledged: by ${USER}`);
    expect(backend.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'finding-acknowledge',
        severityLevel: 'medium',
        meta: expect.objectContaining({
          code: 'EndpointMissing',
          until: inDays(3),
        }),
      }),
    );
  });

  it('end with their time', async () => {
    const until = new Date(clock.now() + 5_000).toISOString();
    await put(OWNERS, { note: 'One moment.', until }).expect(200);
    expect((await acknowledged()).EndpointMissing).toBeDefined();
    await clock.advance(5_000);
    expect((await acknowledged()).EndpointMissing).toBeUndefined();
    expect(await needs()).toMatchObject({ you: 1 });
  });

  it.each([
    ['no note', { note: ' ', until: 3 }, 'note'],
    ['a long note', { note: 'x'.repeat(301), until: 3 }, 'note'],
    ['no end', { note: 'Waits.', until: -1 }, 'until'],
    ['more than 30 days', { note: 'Waits.', until: 31 }, 'until'],
  ])('are refused with %s', async (_, { note, until }, field) => {
    const { body } = await put(OWNERS, {
      note,
      until: inDays(until),
    }).expect(400);
    expect(body.error.details).toEqual([{ field, reason: expect.any(String) }]);
    expect((await acknowledged()).EndpointMissing).toBeUndefined();
  });

  it.each([
    ['that the cluster does not have', 'AddressInUse'],
    ['that there is none of', 'Nonsense'],
  ])('are refused of a finding %s', async (_, code) => {
    const path = `${BLUE}/findings/${code}/acknowledgement`;
    const { body } = await put(path).expect(404);
    expect(body.error.message).toContain(`has no problem ${code}`);
    await request(backend.server).delete(path).expect(204);
  });

  it('are of those who must act: the owner does not silence what the platform team has to know', async () => {
    denied.add('dpf.platform.read');
    await put(PLATFORMS).expect(403);
    await put(OWNERS).expect(200);
    denied.clear();
    await put(PLATFORMS).expect(200);
    denied.add('dpf.platform.read');
    await request(backend.server).delete(PLATFORMS).expect(403);
    denied.add('dpf.dpu-cluster.update');
    await put(OWNERS).expect(403);
    await request(backend.server).delete(OWNERS).expect(403);
    denied.add('dpf.dpu-cluster.read');
    await put(OWNERS).expect(404);
  });
});

describe('Acknowledgements in several replicas', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const clock = new FakeClock(Date.parse(CREATED));
  let knex: Knex;
  const one = {
    managementCluster: 'local',
    uid: 'uid-1',
    namespace: 'team-a',
    code: 'ApiNotAnswering' as const,
    by: USER,
    at: CREATED,
    until: '2026-11-25T10:00:00.000Z',
    note: 'Known.',
  };
  const replica = () =>
    new Acknowledgements(knex, new NotificationOutbox(knex), clock);

  beforeEach(async () => {
    knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
  });

  it('are the same a second later, and the last one counts', async () => {
    const [first, second] = [replica(), replica()];
    await first.store(one);
    await second.refresh();
    const noteIn = (each: Acknowledgements) =>
      each.of('local', 'uid-1')('ApiNotAnswering')?.note;
    expect(noteIn(second)).toBe('Known.');
    expect(second.of('other', 'uid-1')('ApiNotAnswering')).toBeUndefined();
    await second.store({ ...one, note: 'Known better.' });
    await clock.advance(1_000);
    await first.refresh();
    expect(noteIn(first)).toBe('Known better.');
  });

  it('are not ended by a replica that has not seen that they were prolonged', async () => {
    const [first, second] = [replica(), replica()];
    await first.store(one);
    const [old] = first.stored('local');
    await second.store({ ...one, until: '2026-11-26T10:00:00.000Z' });
    await first.expire(old);
    expect(first.stored('local')).toHaveLength(1);
  });

  it('stay as they were read last while the database does not answer', async () => {
    const first = replica();
    await first.store(one);
    await knex.destroy();
    await clock.advance(5_000);
    await first.refresh();
    expect(first.of('local', 'uid-1')('ApiNotAnswering')).toBeDefined();
    await expect(first.store(one)).rejects.toThrow('not available');
  });
});
