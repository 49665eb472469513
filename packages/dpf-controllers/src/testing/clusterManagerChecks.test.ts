import { DpuCluster } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, isAlreadyExists } from '@dpf-portal/kube-controller';
import { TestAuthority, TestTenant } from '@dpf-portal/test-support/tenants';
import { Secret, dpuClusterResource } from '@dpf-portal/dpf-world';
import {
  ClusterManager,
  ClusterManagerContext,
  ClusterManagerResult,
} from '../clusterManager/ClusterManager';
import { clusterManagerChecks } from './clusterManagerChecks';

const SECRET = 'metal-kubeconfig';
const CREATED = {
  type: 'Created',
  status: 'True',
  reason: 'Racked',
  message: 'Powered on.',
} as const;

describe('clusterManagerChecks', () => {
  let kubeconfig: string;
  beforeAll(async () => {
    const tenant = await TestTenant.start(await TestAuthority.create());
    kubeconfig = Buffer.from(tenant.kubeconfig()).toString('base64');
    await tenant.stop();
  });

  /** Makes the Secret unless it is there. */
  async function makeSecret(
    { client, cluster }: ClusterManagerContext,
    overrides: { owned?: boolean; key?: string; name?: string } = {},
  ): Promise<void> {
    const { owned = true, key = 'admin.conf', name = SECRET } = overrides;
    const { namespace, uid = '' } = cluster.metadata;
    const owner = { apiVersion: 'v1', kind: 'DPUCluster', name: 'c', uid };
    try {
      await client.create<Secret>(CORE_RESOURCES.secrets, {
        metadata: {
          name,
          namespace,
          ownerReferences: owned ? [owner] : [],
        },
        data: { [key]: kubeconfig },
      });
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
    }
  }

  /** A manager that is right but for what is given. */
  function manager(
    reconcile: (context: ClusterManagerContext) => Promise<unknown>,
    result: Partial<ClusterManagerResult> = {},
    more: Partial<ClusterManager> = {},
  ): ClusterManager {
    return {
      type: 'example.com/metal',
      reconcile: async context => {
        if (!context.cluster.spec.kubeconfig) {
          await reconcile(context);
        }
        return { conditions: [CREATED], kubeconfig: SECRET, ...result };
      },
      ...more,
    };
  }

  async function failures(createManager: () => ClusterManager) {
    const failed: Record<string, string> = {};
    for (const { name, run } of clusterManagerChecks({ createManager })) {
      await run().catch(error => {
        failed[name] = error.message;
      });
    }
    return failed;
  }

  it('pass for a manager that does everything right', async () => {
    expect(await failures(() => manager(makeSecret))).toEqual({});
  });

  it('tell a type that is not vendor/name', async () => {
    const wrong = manager(makeSecret, {}, { type: 'metal' });
    const { 'has a type of the form vendor/name': problem } = await failures(
      () => wrong,
    );
    expect(problem).toContain('metal');
  });

  it('tell a kubeconfig that comes too late', async () => {
    const failed = await failures(() =>
      manager(makeSecret, { kubeconfig: undefined }),
    );
    expect(
      failed['publishes a usable kubeconfig before Created is True'],
    ).toContain('spec.kubeconfig is empty');
  });

  it('tell a Secret under the wrong key', async () => {
    const failed = await failures(() =>
      manager(context => makeSecret(context, { key: 'config' })),
    );
    expect(
      failed['publishes a usable kubeconfig before Created is True'],
    ).toContain('has no key');
  });

  it('tell a write in a pass that has nothing to do', async () => {
    let count = 0;
    const failed = await failures(() => ({
      ...manager(makeSecret),
      reconcile: async context => {
        await makeSecret(context);
        await context.client.mergePatch(
          CORE_RESOURCES.secrets,
          { namespace: context.cluster.metadata.namespace, name: SECRET },
          { metadata: { annotations: { pass: String(count++) } } },
        );
        return { conditions: [CREATED], kubeconfig: SECRET };
      },
    }));
    expect(failed['writes nothing in a pass that has nothing to do']).toContain(
      `patch secrets/${SECRET}`,
    );
  });

  it('tell a condition that is False when all is well', async () => {
    const degraded = { ...CREATED, type: 'Degraded', status: 'False' } as const;
    const failed = await failures(() =>
      manager(makeSecret, { conditions: [CREATED, degraded] }),
    );
    expect(
      failed['brings a new cluster to Created, so that it becomes Ready'],
    ).toContain('Degraded');
  });

  it('tell a manager that writes the DPUCluster itself', async () => {
    const failed = await failures(() =>
      manager(async context => {
        await makeSecret(context);
        await context.client.mergePatch<DpuCluster>(
          dpuClusterResource('provisioning.dpu.nvidia.com', 'v1alpha1'),
          context.cluster.metadata,
          { status: { conditions: [] } },
          { subresource: 'status' },
        );
      }),
    );
    expect(
      failed['leaves conditions of others and the DPUCluster alone'],
    ).toBeDefined();
  });

  it('tell what is left behind', async () => {
    const failed = await failures(() =>
      manager(context => makeSecret(context, { owned: false })),
    );
    expect(
      failed['leaves nothing behind when the cluster is deleted'],
    ).toContain(`secrets/team-a/${SECRET}`);
  });

  it('tell a clean-up that only the process that made the cluster can do', async () => {
    const failed = await failures(() => {
      let made: ClusterManagerContext | undefined;
      return manager(
        async context => {
          made = context;
          await makeSecret(context, { owned: false });
        },
        {},
        {
          cleanUp: async ({ client }) => {
            if (made) {
              await client.delete(CORE_RESOURCES.secrets, {
                namespace: made.cluster.metadata.namespace,
                name: SECRET,
              });
            }
            return { done: true };
          },
        },
      );
    });
    expect(Object.keys(failed)).toEqual([
      'leaves nothing behind when it was restarted before the deletion',
    ]);
  });

  it('tell a double after a crash', async () => {
    let number = 0;
    const failed = await failures(() => {
      const name = `${SECRET}-${number++}`;
      return manager(context => makeSecret(context, { name }), {
        kubeconfig: name,
      });
    });
    expect(
      failed['goes on after a crash between any two writes, without doubles'],
    ).toContain('After a crash');
  });
});
