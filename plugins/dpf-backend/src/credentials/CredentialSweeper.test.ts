import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { TenantRequestError } from '@dpf-portal/dpf-world';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { CredentialLedger } from './CredentialLedger';
import { CredentialSweeper } from './CredentialSweeper';
import { Deadline } from './Deadline';
import { TenantAccounts } from './TenantAccounts';
import { systemClock } from '@dpf-portal/kube-controller';

const HOUR_MS = 60 * 60_000;
const ANN = 'user:default/ann';

describe('CredentialSweeper', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let fake: FakeManagementCluster;
  let now: number;
  let ledger: CredentialLedger;
  let sweeper: CredentialSweeper;
  let uid: string;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    close = () => knex.destroy();
    now = Date.parse('2026-11-30T10:00:00.000Z');
    ledger = new CredentialLedger(knex, { now: () => now });
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
    uid = (await fake.add('blue')).metadata.uid ?? '';
    const managementClusters = new ManagementClusters();
    managementClusters.add(fake);
    sweeper = new CredentialSweeper({
      ledger,
      managementClusters,
      retentionDays: 2,
      logger: mockServices.logger.mock(),
    });
  });
  afterEach(async () => {
    await fake.stop();
    await close();
  });

  const accounts = () =>
    new TenantAccounts(
      fake.tenant.open(),
      new Deadline({ clock: systemClock, ms: 5_000 }),
    );
  const make = async (id: string, clusterUid = uid) => {
    const until = new Date(now + HOUR_MS).toISOString();
    await ledger.open({
      id,
      cluster: {
        managementCluster: 'local',
        namespace: 'dpf-clusters',
        name: 'blue',
        uid: clusterUid,
        type: 'kamaji',
      },
      userEntityRef: ANN,
      role: 'view',
      until,
    });
    await accounts().mint(
      { userEntityRef: ANN, role: 'view' },
      { id, minutes: 60, until },
    );
  };

  it('removes the Secrets of ended credentials, and the ServiceAccount with the last one', async () => {
    await make('one');
    now += HOUR_MS / 2;
    await make('two');
    now += HOUR_MS / 2;
    await sweeper.sweep();
    expect(fake.tenant.names('secrets')).toEqual(['credential-two']);
    expect(fake.tenant.names('serviceaccounts')).toHaveLength(1);
    now += HOUR_MS / 2;
    await sweeper.sweep();
    expect(fake.tenant.names('secrets')).toEqual([]);
    expect(fake.tenant.names('serviceaccounts')).toEqual([]);
    expect(fake.tenant.names('clusterrolebindings')).toEqual([
      'dpf-portal:nodes',
    ]);
    const writes = fake.tenant.writes.length;
    await sweeper.sweep();
    expect(fake.tenant.writes).toHaveLength(writes);
  });

  it('finishes revocations, and removes what failed half-way', async () => {
    await make('one');
    await make('two');
    await ledger.revokeRequested('one', ANN);
    await ledger.failed('two');
    await sweeper.sweep();
    expect(fake.tenant.names('secrets')).toEqual([]);
    expect((await ledger.find('one'))?.credential.state).toBe('revoked');
  });

  it('lets a ServiceAccount stay that is used again meanwhile', async () => {
    await make('one');
    now += HOUR_MS;
    let made: Promise<void> | undefined;
    fake.tenant.before = async ({ method, path }) => {
      if (!made && method === 'DELETE' && path.includes('serviceaccounts')) {
        made = make('two');
        await made;
      }
    };
    await sweeper.sweep();
    expect(made).toBeDefined();
    expect(fake.tenant.names('serviceaccounts')).toHaveLength(1);
    expect(fake.tenant.names('clusterrolebindings')).toHaveLength(2);
    expect(fake.tenant.accepts(fake.tenant.tokens[1])).toBe(true);
  });

  it('tries again where the DPU cluster does not answer, and gives up where it is gone', async () => {
    await make('one');
    await make('lost', 'uid-of-a-retired-cluster');
    now += HOUR_MS;
    fake.tenant.intercept = () => {
      throw new TenantRequestError('Unreachable', 'There is no route.');
    };
    await sweeper.sweep();
    expect((await ledger.find('one'))?.isRemoved).toBe(false);
    expect((await ledger.find('lost'))?.isRemoved).toBe(true);
    fake.tenant.intercept = undefined;
    await sweeper.sweep();
    expect((await ledger.find('one'))?.isRemoved).toBe(true);
  });

  it('forgets what ended longer ago than the configuration says', async () => {
    await make('one');
    now += 2 * 24 * HOUR_MS;
    await sweeper.sweep();
    expect(await ledger.find('one')).toBeDefined();
    now += 2 * HOUR_MS;
    await sweeper.sweep();
    expect(await ledger.find('one')).toBeUndefined();
  });
});
