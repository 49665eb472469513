import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { DPF_ANNOTATIONS, readOwner } from '@dpf-portal/dpf-model';
import request from 'supertest';
import { ownedBy } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

/** Claims as identity providers make them, with other spellings of the same owner. */
const CLAIMS: ReadonlyArray<[claim: string, ...spellings: string[]]> = [
  ['group:default/team-a', 'team-a', 'group:team-a', 'default/Team-A'],
  ['user:default/jane.doe@example.com', 'user:Jane.Doe@example.com'],
  ['group:default/_x_group', '_x_group', 'group:Default/_X_Group'],
  ['Group:IdP/Team-A', 'idp/team-a', 'GROUP:IDP/TEAM-A'],
];

describe('An owner as an identity provider makes it', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  let made = 0;
  beforeAll(async () => {
    const claims = CLAIMS.map(([claim]) => claim);
    backend = await startDpfTestBackend({
      // Who is no owner may neither create nor change.
      permissions: ownedBy(
        claims,
        'dpf.dpu-cluster.create',
        'dpf.dpu-cluster.update',
      ),
      ownershipEntityRefs: ['user:default/mock', ...claims],
    });
  });
  afterAll(() => backend.stop());

  it.each(
    CLAIMS.flatMap(([claim, ...spellings]) =>
      [claim, ...spellings].map(spelling => [claim, spelling]),
    ),
  )('is one owner everywhere: %s, written %s', async (claim, named) => {
    const { server, fake } = backend;
    const path = '/api/dpf/dpu-clusters';
    const owner = stringifyEntityRef(parseEntityRef(claim));
    expect(readOwner(named)).toBe(owner);
    const { body: answer } = await request(server)
      .post(`${path}?dryRun=true`)
      .send({ requestId: 'task', name: 'new', type: 'kamaji', owner: named })
      .expect(200);
    expect(answer.item.owner).toBe(owner);

    const name = `blue-${made++}`;
    await fake.add(name, { annotations: { [DPF_ANNOTATIONS.owner]: named } });
    const { body: list } = await request(server)
      .get(path)
      .query({ owner: claim, limit: 100 })
      .expect(200);
    expect(list.items.map((item: { name: string }) => item.name)).toContain(
      name,
    );
    const { body: changed } = await request(server)
      .patch(`${path}/local/dpf-clusters/${name}`)
      .send({ owner: named, maxNodes: 5 })
      .expect(200);
    expect(changed.item).toMatchObject({ owner, maxNodes: 5 });
  });
});
