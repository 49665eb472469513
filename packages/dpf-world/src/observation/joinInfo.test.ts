import {
  KubeClient,
  RestTransport,
  silentLogger,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import {
  TenantAnswers,
  TestAuthority,
  TestTenant,
  eventually,
} from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { TenantProber } from './TenantProber';

const PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';
const TIMEOUT_MS = 4_000;
const INTERVAL_MS = 10_000;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('join information', () => {
  let authority: TestAuthority;
  let other: TestAuthority;
  let api: FakeApiServer;
  let transport: RestTransport;
  let clock: FakeClock;
  let prober: TenantProber;
  let tenant: TestTenant;
  let changes: number;
  let clusterInfo: ReturnType<TenantAnswers>;

  beforeAll(async () => {
    authority = await TestAuthority.create();
    other = await TestAuthority.create('other');
  });

  beforeEach(async () => {
    api = await FakeApiServer.start();
    tenant = await TestTenant.start(authority);
    const { answers } = tenant;
    tenant.answers = path => (path === PATH ? clusterInfo : answers(path));
    clusterInfo = naming({});
    changes = 0;
    clock = new FakeClock();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    prober = new TenantProber({
      secrets: new KubeconfigSecrets({ client: new KubeClient({ transport }) }),
      access: { mode: 'direct' },
      fence: new AddressFence({ allowedCidrs: ['127.0.0.0/8'] }),
      intervalMs: INTERVAL_MS,
      timeoutMs: TIMEOUT_MS,
      clock,
      logger: silentLogger,
      random: () => 0,
      onChange: () => changes++,
    });
    api.objects.create('secrets', 'ns', {
      metadata: { name: 'a', namespace: 'ns' },
      ...{ data: { 'admin.conf': base64(tenant.kubeconfig()) } },
    });
  });

  afterEach(async () => {
    prober.stop();
    transport.close();
    await api.stop();
    await tenant.stop();
  });

  /** As kubeadm writes it. */
  function naming(options: { server?: string; ca?: string }) {
    const { server = tenant.credentials.server, ca = authority.certificate } =
      options;
    const cluster = { server, 'certificate-authority-data': base64(ca) };
    const kubeconfig = JSON.stringify({ clusters: [{ name: '', cluster }] });
    return { status: 200, body: JSON.stringify({ data: { kubeconfig } }) };
  }
  const joinInfo = () => prober.observation('a')?.joinInfo;
  const reads = () => tenant.requests.filter(path => path === PATH).length;
  const resting = () => eventually(() => clock.nextTimerInMs === INTERVAL_MS);
  const watch = () =>
    prober.follow({
      uid: 'a',
      namespace: 'ns',
      owner: 'team-a',
      secretName: 'a',
      serverNamedBy: 'user',
      comingUp: false,
      rolling: false,
      hasNoReplica: false,
      wantNodes: false,
      dpuNames: () => new Set<string>(),
    });
  const start = async () => {
    watch();
    await resting();
  };
  const timesOut = async (asked: number, ms: number) => {
    await eventually(() => tenant.unanswered === asked);
    await clock.advance(ms);
  };
  const probes = async (number: number) => {
    for (let probe = 0; probe < number; probe++) {
      await clock.advance(INTERVAL_MS);
      await resting();
    }
  };

  it('is compared with the kubeconfig', async () => {
    await start();
    expect(joinInfo()).toEqual({
      found: true,
      authority: 'same',
      server: 'same',
    });
  });

  it('is read at every tenth thorough probe, that is every hundredth, while it is right', async () => {
    await start();
    await probes(99);
    expect(reads()).toBe(1);
    await probes(1);
    expect(reads()).toBe(2);
  });

  it('that names an old authority is reported, and its correction too, by the next thorough probe', async () => {
    clusterInfo = naming({ ca: other.certificate });
    await start();
    expect(joinInfo()).toMatchObject({ authority: 'other', server: 'same' });
    const before = changes;
    clusterInfo = naming({});
    await probes(10);
    expect(joinInfo()).toMatchObject({ authority: 'same' });
    expect(changes).toBe(before + 1);
  });

  it('may name the old authority beside the new one, while the CA is changed', async () => {
    clusterInfo = naming({ ca: other.certificate + authority.certificate });
    await start();
    expect(joinInfo()).toMatchObject({ authority: 'same' });
  });

  describe('of a server whose authority has an intermediate one', () => {
    let intermediate: TestAuthority;
    let behind: TestTenant;
    beforeEach(async () => {
      intermediate = await authority.issueAuthority('intermediate');
      behind = await TestTenant.start(authority, {
        serverAuthority: intermediate,
        intermediates: [intermediate],
      });
      const { answers } = behind;
      behind.answers = path => (path === PATH ? clusterInfo : answers(path));
    });
    afterEach(() => behind.stop());
    const trusting = async (ca: string, named: string) => {
      const { server } = behind.credentials;
      clusterInfo = naming({ server, ca: named });
      api.objects.patch(
        'secrets',
        { namespace: 'ns', name: 'a' },
        { data: { 'admin.conf': base64(behind.kubeconfig(server, ca)) } },
      );
      await start();
      return joinInfo();
    };

    it('may name the intermediate one where the kubeconfig names the root', async () => {
      await expect(
        trusting(authority.certificate, intermediate.certificate),
      ).resolves.toMatchObject({ authority: 'same', server: 'same' });
    });

    it('may name the root where the kubeconfig names the intermediate one', async () => {
      await expect(
        trusting(intermediate.certificate, authority.certificate),
      ).resolves.toMatchObject({ authority: 'same', server: 'same' });
    });

    it('may name the root where the server sends none and the kubeconfig names both', async () => {
      await behind.stop();
      behind = await TestTenant.start(authority, {
        serverAuthority: intermediate,
      });
      const { answers } = behind;
      behind.answers = path => (path === PATH ? clusterInfo : answers(path));
      await expect(
        trusting(
          `${authority.certificate}\n${intermediate.certificate}`,
          authority.certificate,
        ),
      ).resolves.toMatchObject({ authority: 'same', server: 'same' });
    });

    it('that names another authority is reported', async () => {
      await expect(
        trusting(intermediate.certificate, other.certificate),
      ).resolves.toMatchObject({ authority: 'other' });
    });

    it('that names only the old authority is reported though the kubeconfig still trusts it', async () => {
      await expect(
        trusting(
          `${other.certificate}
${authority.certificate}`,
          other.certificate,
        ),
      ).resolves.toMatchObject({ authority: 'other' });
    });
  });

  it('that names another server is reported', async () => {
    clusterInfo = naming({ server: 'https://10.66.66.66:31443' });
    await start();
    expect(joinInfo()).toMatchObject({ authority: 'same', server: 'other' });
  });

  it('that does not exist is reported as missing', async () => {
    clusterInfo = { status: 404, body: '{}' };
    await start();
    expect(joinInfo()).toEqual({ found: false });
  });

  it.each<[string, ReturnType<TenantAnswers>]>([
    ['is forbidden', { status: 403, body: '{}' }],
    ['is no JSON', { status: 200, body: '<html>' }],
    ['is null', { status: 200, body: 'null' }],
    [
      'holds no kubeconfig',
      { status: 200, body: '{"data":{"kubeconfig":"&a [*a]"}}' },
    ],
    [
      'is too long',
      { status: 200, body: `{"data":{"kubeconfig":"${'a'.repeat(100_000)}"}}` },
    ],
  ])(
    'that %s says nothing, and the tenant stays healthy',
    async (_, answer) => {
      clusterInfo = answer;
      await start();
      expect(joinInfo()).toBeUndefined();
      expect(prober.observation('a')?.health).toBe('healthy');
    },
  );

  it('that never comes says nothing, delays no check, and is asked for again by the next thorough probe', async () => {
    clusterInfo = undefined;
    watch();
    // By the deadline of the fast lane, then among the slow by that of a request.
    await timesOut(1, 3_000);
    await timesOut(2, TIMEOUT_MS);
    expect(joinInfo()).toBeUndefined();
    clusterInfo = naming({});
    await clock.advance(INTERVAL_MS - 7_000);
    await resting();
    await probes(9);
    await eventually(() => joinInfo() !== undefined);
    expect(prober.observation('a')?.health).toBe('healthy');
  });
});
