import {
  KubeClient,
  RestTransport,
  silentLogger,
  systemClock,
} from '@dpf-portal/kube-controller';
import { TestAuthority, TestTenant } from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { ProbeTarget, TenantProbe } from './TenantProbe';

const VIP = '10.66.66.66';
const NODE = '127.0.0.1';
/** A node on which nothing listens. */
const OTHER_NODE = '127.0.0.3';

/** Nothing answers at the VIP, and no test connects to anything but loopback. */
class FenceOfTest extends AddressFence {
  readonly admitted: string[] = [];
  async admit(host: string): Promise<string> {
    this.admitted.push(host);
    return host === VIP ? '127.0.0.2' : host;
  }
}

describe('A probe of an API server whose VIP cannot be reached', () => {
  let authority: TestAuthority;
  let tenant: TestTenant;
  let api: FakeApiServer;
  let transport: RestTransport;
  let probe: TenantProbe;
  const fence = new FenceOfTest({});

  beforeAll(async () => {
    authority = await TestAuthority.create();
  });
  beforeEach(async () => {
    fence.admitted.length = 0;
    tenant = await TestTenant.start(authority);
    api = await FakeApiServer.start();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    const text = tenant.kubeconfig(`https://${VIP}:${tenant.port}`);
    api.objects.create('secrets', 'ns', {
      metadata: { name: 'it', namespace: 'ns' },
      ...{ data: { 'admin.conf': Buffer.from(text).toString('base64') } },
    });
    probe = new TenantProbe({
      secrets: new KubeconfigSecrets({ client: new KubeClient({ transport }) }),
      access: { mode: 'direct' },
      fence,
      clock: systemClock,
      logger: silentLogger,
      timeoutMs: 1_000,
    });
  });
  afterEach(async () => {
    probe.close();
    transport.close();
    await api.stop();
    await tenant.stop();
  });

  const target: ProbeTarget = {
    uid: 'it',
    namespace: 'ns',
    owner: 'team-a',
    secretName: 'it',
    serverNamedBy: 'kamaji',
    comingUp: false,
    wantNodes: false,
    dpuNames: () => new Set<string>(),
    rolling: false,
    hasNoReplica: false,
    nodeAddresses: () => [VIP, OTHER_NODE, NODE],
  };
  const run = (change: Partial<ProbeTarget> = {}, identify = true) =>
    probe.run({ ...target, ...change }, { thorough: true, identify });

  it('finds the node at which it answers', async () => {
    expect(await run()).toMatchObject({
      outcome: 'miss',
      reason: 'Unreachable',
      answersAtNode: `${NODE}:${tenant.port}`,
    });
  });

  it.each<[string, Partial<ProbeTarget>]>([
    ['no node answers', { nodeAddresses: () => [OTHER_NODE] }],
    ['nodes may not be read', { nodeAddresses: () => [] }],
    ['they are not known', { nodeAddresses: undefined }],
  ])('finds none where %s', async (_, change) => {
    expect(await run(change)).not.toHaveProperty('answersAtNode');
  });

  it('asks no node for a server that a user named, nor before a miss is confirmed', async () => {
    await run({ serverNamedBy: 'user' });
    await run({}, false);
    expect(new Set(fence.admitted)).toEqual(new Set([VIP]));
  });

  it('asks two nodes at most', async () => {
    await run({
      nodeAddresses: () => ['127.0.0.4', '127.0.0.5', '127.0.0.6'],
    });
    expect(fence.admitted).toEqual([VIP, '127.0.0.4', '127.0.0.5']);
  });
});
