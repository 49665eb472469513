import { KubeApiError } from '@dpf-portal/kube-controller';
import { setTimeout as sleep } from 'node:timers/promises';
import { TenantApi } from '../../kamaji/TenantApi';
import { AccessLab, IssuedCredential } from '../../portal/AccessLab';
import { REFUSED_WITHIN_MS } from '../../portal/refusedInTime';

const HOW_MANY = 1_000;
const AT_ONCE = 8;
const USERS = Array.from({ length: 20 }, (_, i) => `user:default/user-${i}`);

const NODES = '/api/v1/nodes?limit=1';

/** Does something for each item, several at a time. */
async function forEach<T>(
  items: readonly T[],
  act: (item: T, i: number) => Promise<void>,
): Promise<void> {
  const waiting = [...items.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await act(next[1], next[0]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

describe('Of 1,000 credentials that are revoked', () => {
  let access: AccessLab;

  beforeAll(async () => {
    access = await AccessLab.start({ users: USERS, roles: ['view'] });
  });
  afterAll(async () => {
    await access?.stop();
  });

  /** The status with which the API server answers a kubeconfig. */
  async function statusOf({ kubeconfig }: IssuedCredential): Promise<number> {
    const tenant = TenantApi.open(kubeconfig, access.lab.cluster.proxyUrl);
    try {
      await tenant.client.raw('GET', NODES);
      return 200;
    } catch (error) {
      if (error instanceof KubeApiError) {
        return error.status;
      }
      throw error;
    } finally {
      tenant.close();
    }
  }

  it('none can be used 15 s later', async () => {
    const issued: IssuedCredential[] = [];
    const statuses = new Map<number, number>();
    const count = async (credential: IssuedCredential) => {
      const status = await statusOf(credential);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    await forEach(Array.from({ length: HOW_MANY }), async (_, i) => {
      const credential = await access.issue(USERS[i % USERS.length], 'view');
      issued[i] = credential;
      // Each was used, so the API server has it in its cache.
      await count(credential);
    });
    expect([...statuses]).toEqual([[200, HOW_MANY]]);
    statuses.clear();
    await forEach(issued, (credential, i) =>
      access.revoke(USERS[i % USERS.length], credential.id),
    );
    await sleep(REFUSED_WITHIN_MS);
    await forEach(issued, count);
    expect([...statuses]).toEqual([[401, HOW_MANY]]);
  }, 900_000);
});
