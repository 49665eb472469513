import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { CatalogOwners } from './CatalogOwners';
import { SettingsHistory } from './SettingsHistory';

const OWNER = 'group:default/team-a';
const logger = mockServices.logger.mock();

describe('SettingsHistory', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let knex: Knex;
  let fake: FakeManagementCluster;
  beforeEach(async () => {
    knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
    logger.warn.mockClear();
  });
  afterEach(() => fake.stop());

  const start = async () => {
    const history = await SettingsHistory.create({ knex, logger });
    history.follow(fake);
    return history;
  };
  const add = () =>
    fake.add('blue', {
      annotations: { [DPF_ANNOTATIONS.owner]: 'Team-A' },
      spec: { type: 'static', kubeconfig: 'blue-admin-kubeconfig' },
    });

  it('keeps what an object loses, also over a restart, and what it gets', async () => {
    const history = await start();
    const cluster = await add();
    const { uid = '' } = cluster.metadata;
    const both = { owner: OWNER, kubeconfig: 'blue-admin-kubeconfig' };
    expect(history.of(uid)).toEqual(both);
    await fake.change(cluster, {
      metadata: { annotations: { [DPF_ANNOTATIONS.owner]: null } },
      spec: { kubeconfig: null },
    });
    await history.settled();
    const restarted = await start();
    expect(restarted.of(uid)).toEqual(both);

    await fake.change(cluster, {
      metadata: { annotations: { [DPF_ANNOTATIONS.owner]: 'team-b' } },
    });
    await restarted.settled();
    await history.settled();
    expect((await start()).of(uid)).toEqual({
      ...both,
      owner: 'group:default/team-b',
    });
  });

  it('forgets a cluster that is deleted', async () => {
    const history = await start();
    const cluster = await add();
    await fake.remove(cluster);
    await history.settled();
    expect(history.of(cluster.metadata.uid ?? '')).toBeUndefined();
    expect(await knex('last_settings').select()).toEqual([]);
  });

  it('works without a database that answers', async () => {
    await knex.schema.dropTable('last_settings');
    const history = await start();
    const cluster = await add();
    await history.settled();
    expect(history.of(cluster.metadata.uid ?? '')).toMatchObject({
      owner: OWNER,
    });
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });
});

describe('CatalogOwners', () => {
  const getEntitiesByRefs = jest.fn();
  const create = () =>
    new CatalogOwners({
      auth: mockServices.auth(),
      catalog: { getEntitiesByRefs },
      logger,
    });
  const group = {
    apiVersion: 'a',
    kind: 'Group',
    metadata: { name: 'team-a' },
  };

  it('says that an owner is missing when three looks did not find it', async () => {
    getEntitiesByRefs.mockResolvedValue({ items: [group, undefined] });
    const owners = create();
    for (const missing of [undefined, undefined, undefined]) {
      owners.has(OWNER);
      expect(owners.has('group:default/x')).toBe(missing);
      await owners.look();
    }
    expect(owners.has('group:default/x')).toBe(false);
    expect(owners.has(OWNER)).toBe(true);
    getEntitiesByRefs.mockResolvedValue({ items: [group, group] });
    await owners.look();
    expect(owners.has('group:default/x')).toBe(true);
  });

  it('says nothing while the catalog does not answer', async () => {
    getEntitiesByRefs.mockRejectedValue(new Error('away'));
    const owners = create();
    for (let look = 0; look < 5; look++) {
      expect(owners.has(OWNER)).toBeUndefined();
      await owners.look();
    }
  });
});
