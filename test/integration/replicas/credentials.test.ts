import { AccessLab } from '../../portal/AccessLab';
import { PostgresServer } from '../../portal/PostgresServer';
import { describeWithPostgres } from '../../portal/describeWithPostgres';

const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const ROLES = ['view', 'edit'] as const;

describeWithPostgres('The ledger of credentials in Postgres', programs => {
  let postgres: PostgresServer;
  let access: AccessLab;

  beforeAll(async () => {
    postgres = await PostgresServer.start(programs);
    access = await AccessLab.start({
      users: [ANN, BOB],
      roles: ROLES,
      postgres: postgres.connectionString,
    });
  });
  afterAll(async () => {
    await access?.stop();
    await postgres?.stop();
  });

  const read = async (path: string) =>
    (await access.portal.as(ANN).get(path).expect(200)).body;
  const today = () => new Date().toISOString().slice(0, 10);

  it('is one for all replicas: one makes a credential, the other lists, revokes and exports it', async () => {
    const other = await access.startReplica();
    try {
      const { id } = await access.issue(ANN, 'edit');
      await access.issue(BOB, 'view');
      const path = `${AccessLab.CLUSTER}/credentials`;
      const seen = await other.as(BOB).get(path).expect(200);
      // Bob may see both here; the newest comes first.
      expect(seen.body.items).toMatchObject([
        { user: BOB, role: 'view', state: 'active' },
        { id, user: ANN, role: 'edit', reason: 'test', state: 'active' },
      ]);
      await other.as(BOB).delete(`${path}/${id}`).expect(204);
      expect((await read(path)).items).toMatchObject([
        { user: BOB, role: 'view' },
      ]);
      const { items } = await read(`/credentials?on=${today()}&user=${ANN}`);
      expect(items).toMatchObject([
        { id, user: ANN, revokedBy: BOB, revokedAt: expect.any(String) },
      ]);
    } finally {
      await other.stop();
    }
  });

  it('is there after a restart of the portal, with who had access on that day', async () => {
    await access.restartPortal();
    const { items } = await read(`/credentials?on=${today()}`);
    expect(items).toMatchObject([
      { user: BOB, role: 'view', state: 'active' },
      { user: ANN, role: 'edit', state: 'revoked' },
    ]);
    const earlier = await read('/credentials?on=2020-01-01');
    expect(earlier.items).toEqual([]);
    const { text } = await access.portal
      .as(ANN)
      .get(`/credentials?format=csv`)
      .expect(200);
    expect(text.trim().split(/\r?\n/)).toHaveLength(3);
  });

  it('is what unregistering revokes', async () => {
    await access.unregister(ANN);
    const { items } = await read('/credentials');
    expect(items).toMatchObject([
      { user: BOB, revokedBy: ANN },
      { user: ANN, revokedBy: BOB },
    ]);
  });
});
