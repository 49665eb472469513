import {
  KubeClient,
  RestTransport,
  silentLogger,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import {
  TenantAnswers,
  TestAuthority,
  TestProxy,
  TestTenant,
  aNode,
  eventually,
  nodeList,
} from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { TenantProber } from './TenantProber';

const JOIN_INFO = '/api/v1/namespaces/kube-public/configmaps/cluster-info';
const TIMEOUT_MS = 4_000;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('TenantProber', () => {
  let authority: TestAuthority;
  let api: FakeApiServer;
  let transport: RestTransport;
  let clock: FakeClock;
  let prober: TenantProber;
  let secrets: KubeconfigSecrets;
  let tenants: TestTenant[];
  let changes: string[];
  const timedOut = new WeakMap<TestTenant, number>();

  beforeAll(async () => {
    authority = await TestAuthority.create();
  });

  beforeEach(async () => {
    api = await FakeApiServer.start();
    tenants = [];
    changes = [];
    clock = new FakeClock();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    secrets = new KubeconfigSecrets({ client: new KubeClient({ transport }) });
    prober = newProber(['127.0.0.0/8']);
  });

  afterEach(async () => {
    prober.stop();
    transport.close();
    await api.stop();
    await Promise.all(tenants.map(tenant => tenant.stop()));
  });

  function newProber(
    allowedCidrs?: string[],
    resolve?: (host: string) => Promise<string[]>,
  ): TenantProber {
    return new TenantProber({
      secrets,
      access: { mode: 'direct' },
      fence: new AddressFence({ allowedCidrs, resolve }),
      intervalMs: 10_000,
      timeoutMs: TIMEOUT_MS,
      clock,
      logger: silentLogger,
      random: () => 0,
      onChange: uid => changes.push(uid),
    });
  }

  async function newTenant(
    uid: string,
    options: Parameters<typeof TestTenant.start>[1] = {},
  ): Promise<TestTenant> {
    const tenant = await TestTenant.start(authority, options);
    tenants.push(tenant);
    putSecret(uid, { 'admin.conf': base64(tenant.kubeconfig()) });
    return tenant;
  }

  function putSecret(name: string, data: Record<string, string>): void {
    api.objects.create('secrets', 'ns', {
      metadata: { name, namespace: 'ns' },
      ...{ data },
    });
  }

  function watch(
    uid: string,
    options: {
      serverNamedBy?: 'user' | 'kamaji';
      comingUp?: boolean;
      rolling?: boolean;
      installedVersion?: string;
      dpus?: string[];
      wantStrayNodes?: boolean;
      maxNodes?: number;
    } = {},
  ): void {
    const { dpus = [], maxNodes } = options;
    prober.follow({
      uid,
      namespace: 'ns',
      owner: 'team-a',
      secretName: uid,
      serverNamedBy: options.serverNamedBy ?? 'user',
      comingUp: options.comingUp ?? false,
      rolling: options.rolling ?? false,
      installedVersion: options.installedVersion,
      hasNoReplica: false,
      wantNodes: dpus.length > 0,
      wantStrayNodes: options.wantStrayNodes,
      dpuNames: () => new Set(dpus),
      maxNodes,
    });
  }

  const health = (uid: string) => prober.observation(uid)?.health;
  const until = (uid: string, wanted: string) =>
    eventually(() => health(uid) === wanted);
  /** The probe has ended and the next one waits for its time. */
  const resting = (inMs: number) =>
    eventually(() => clock.nextTimerInMs === inMs);

  /** Lets the next request to each of these, which they do not answer, time out. */
  async function timeOut(...hanging: TestTenant[]): Promise<void> {
    await eventually(() =>
      hanging.every(tenant => tenant.unanswered > (timedOut.get(tenant) ?? 0)),
    );
    hanging.forEach(tenant => timedOut.set(tenant, tenant.unanswered));
    await clock.advance(TIMEOUT_MS);
  }
  /** The others are looked at anew, unless their own probes have just ended. */
  async function untilFrozen(hanging: TestTenant[]): Promise<void> {
    const asked = () => hanging.reduce((sum, t) => sum + t.unanswered, 0);
    const before = asked();
    await eventually(
      () => prober.pathProblem !== undefined || asked() > before,
    );
    if (prober.pathProblem === undefined) {
      await clock.advance(TIMEOUT_MS);
      await eventually(() => prober.pathProblem !== undefined);
    }
  }
  /** So many tenants, all of them between two probes. */
  const allResting = (count: number) =>
    eventually(
      () => clock.timers === count && clock.timersDue(TIMEOUT_MS) === 0,
    );

  it('B11: probes a new tenant at once, with an authorised read on a new connection', async () => {
    const tenant = await newTenant('a');
    watch('a');
    await until('a', 'healthy');
    await resting(10_000);
    expect(tenant.requests).toEqual([
      '/readyz',
      '/api/v1/namespaces?limit=1',
      '/version',
      JOIN_INFO,
    ]);
    expect(prober.observation('a')).toMatchObject({
      server: tenant.credentials.server,
      serverVersion: 'v1.29.0',
      certificateExpires: expect.any(String),
    });
  });

  it('knows the version of a new tenant by the time it calls it healthy', async () => {
    await newTenant('a');
    const seen: unknown[] = [];
    watch('a');
    await eventually(() => {
      const { health: is, serverVersion } = prober.observation('a') ?? {};
      seen.push([is, serverVersion]);
      return is === 'healthy';
    });
    expect(seen).not.toContainEqual(['healthy', undefined]);
  });

  it('asks for the version at once when another one is installed', async () => {
    const tenant = await newTenant('a');
    watch('a', { installedVersion: 'v1.29.0' });
    await until('a', 'healthy');
    await resting(10_000);
    tenant.requests.length = 0;
    watch('a', { installedVersion: 'v1.29.0' });
    expect(clock.nextTimerInMs).toBe(10_000);
    watch('a', { installedVersion: 'v1.30.0' });
    await eventually(() => tenant.requests.includes('/version'));
  });

  it('B37: probes every interval on the kept connection, every tenth time on a new one', async () => {
    const tenant = await newTenant('a');
    watch('a');
    await resting(10_000);
    for (let probe = 2; probe <= 11; probe++) {
      await clock.advance(10_000);
      await resting(10_000);
      expect(tenant.probeConnections).toBe(probe <= 10 ? 1 : 2);
    }
  });

  it('calls a tenant unhealthy only after a second probe on a new connection, 2 s later', async () => {
    const tenant = await newTenant('a');
    watch('a');
    await resting(10_000);
    tenant.answers = () => ({ status: 500 });
    await clock.advance(10_000);
    await resting(2_000);
    expect(health('a')).toBe('healthy');
    expect(tenant.probeConnections).toBe(1);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    expect(tenant.probeConnections).toBe(2);
    expect(prober.observation('a')).toMatchObject({
      reason: 'Unhealthy',
      message: 'The server answered with status 500.',
    });
  });

  it('forgives a single miss', async () => {
    const tenant = await newTenant('a');
    watch('a');
    await resting(10_000);
    const before = changes.length;
    const { answers } = tenant;
    tenant.answers = () => ({ status: 500 });
    await clock.advance(10_000);
    await resting(2_000);
    tenant.answers = answers;
    await clock.advance(2_000);
    await resting(10_000);
    expect(health('a')).toBe('healthy');
    expect(changes).toHaveLength(before);
  });

  it('finds a tenant healthy again with its first answer', async () => {
    const tenant = await newTenant('a');
    const { answers } = tenant;
    tenant.answers = () => ({ status: 500 });
    watch('a');
    await resting(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    await resting(10_000);
    tenant.answers = answers;
    await clock.advance(10_000);
    await until('a', 'healthy');
    expect(prober.observation('a')?.reason).toBeUndefined();
  });

  it.each<[string, (tenant: TestTenant) => void]>([
    [
      'CredentialsRejected',
      t => {
        t.answers = () => ({ status: 401 });
      },
    ],
    [
      'CredentialsRejected',
      t => {
        t.answers = () => ({ status: 403 });
      },
    ],
    [
      'Unhealthy',
      t => {
        t.answers = () => ({ status: 503 });
      },
    ],
  ])('names a tenant %s', async (reason, spoil) => {
    const tenant = await newTenant('a');
    spoil(tenant);
    watch('a');
    await resting(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    expect(prober.observation('a')?.reason).toBe(reason);
  });

  it.each([
    ['/readyz', '<html></html>'],
    ['/api/v1/namespaces?limit=1', '{"kind":"List","items":[]}'],
    ['/version', '{}'],
  ])(
    'never calls healthy what answers 200 and no API server’s words for %s',
    async (path, body) => {
      const tenant = await newTenant('a');
      const { answers } = tenant;
      tenant.answers = asked =>
        asked === path ? { status: 200, body } : answers(asked);
      watch('a');
      await resting(2_000);
      expect(health('a')).toBe('unknown');
      await clock.advance(2_000);
      await until('a', 'unhealthy');
      expect(prober.observation('a')).toMatchObject({
        reason: 'Unhealthy',
        message: expect.stringContaining('is not a Kubernetes API server'),
        noApiServer: true,
      });
      await resting(10_000);
      tenant.answers = answers;
      await clock.advance(10_000);
      await until('a', 'healthy');
      expect(prober.observation('a')?.noApiServer).toBeUndefined();
    },
  );

  it('finds out within two checks that a healthy tenant’s address leads to a web page', async () => {
    const tenant = await newTenant('a');
    watch('a');
    await until('a', 'healthy');
    await resting(10_000);
    tenant.answers = () => ({ status: 200, body: '<html>Sign in</html>' });
    await clock.advance(10_000);
    await resting(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    expect(prober.observation('a')?.noApiServer).toBe(true);
  });

  it('asks a healthy tenant what it is when its version is none any more', async () => {
    const tenant = await newTenant('a');
    const { answers } = tenant;
    watch('a');
    await until('a', 'healthy');
    await resting(10_000);
    tenant.answers = asked =>
      asked === '/version' ? { status: 200, body: '{}' } : answers(asked);
    for (let probe = 0; probe < 10; probe++) {
      expect(health('a')).toBe('healthy');
      await clock.advance(10_000);
      await resting(probe < 9 ? 10_000 : 2_000);
    }
    await clock.advance(2_000);
    await resting(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    expect(prober.observation('a')?.reason).toBe('Unhealthy');
  });

  it('waits for no version: one that comes too late says nothing about health', async () => {
    const tenant = await newTenant('a');
    const { answers } = tenant;
    tenant.answers = asked =>
      asked === '/version' ? undefined : answers(asked);
    watch('a');
    await timeOut(tenant);
    await until('a', 'healthy');
    expect(prober.observation('a')).not.toHaveProperty('serverVersion');
  });

  it('names a tenant Slow that does not answer in time', async () => {
    const tenant = await newTenant('a');
    tenant.answers = () => undefined;
    watch('a');
    await timeOut(tenant);
    await resting(2_000);
    await clock.advance(2_000);
    await timeOut(tenant);
    await until('a', 'unhealthy');
    expect(prober.observation('a')?.reason).toBe('Slow');
  });

  it('names a tenant whose certificate is from another authority', async () => {
    await newTenant('a', { serverAuthority: await TestAuthority.create('b') });
    watch('a');
    await resting(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    expect(prober.observation('a')?.reason).toBe('TLSUntrusted');
    expect(prober.observation('a')?.tlsProblem).toBe('OtherAuthority');
  });

  it('reports when a certificate has another fault than before', async () => {
    const expired = await newTenant('a', { notAfter: new Date(0) });
    watch('a');
    await resting(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    expect(prober.observation('a')).toMatchObject({
      reason: 'TLSUntrusted',
      tlsProblem: 'Expired',
      message: 'The server’s own certificate expired.',
    });
    const before = changes.length;
    await expired.stop();
    tenants.pop();
    api.objects.delete('secrets', 'ns', 'a');
    await newTenant('a', { ips: ['192.0.2.1'] });
    secrets.invalidate('ns', 'a');
    prober.secretChanged('ns', 'a');
    await eventually(
      () => prober.observation('a')?.tlsProblem === 'OtherAddress',
    );
    expect(changes.length).toBeGreaterThan(before);
  });

  describe('when the kubeconfig trusts another authority than before', () => {
    beforeEach(async () => {
      await newTenant('a');
      watch('a');
      await resting(10_000);
      const rotated = await TestAuthority.create('rotated');
      api.objects.delete('secrets', 'ns', 'a');
      await newTenant('a', { serverAuthority: rotated });
      secrets.invalidate('ns', 'a');
    });

    it('waits for the server while the control plane is rolled', async () => {
      watch('a', { rolling: true });
      prober.secretChanged('ns', 'a');
      await eventually(() => prober.observation('a')?.message !== undefined);
      await resting(10_000);
      expect(health('a')).toBe('healthy');
    });

    it('does not wait for ever', async () => {
      watch('a', { rolling: true });
      prober.secretChanged('ns', 'a');
      await eventually(() => prober.observation('a')?.message !== undefined);
      await resting(10_000);
      await clock.advance(110_000);
      await resting(10_000);
      expect(health('a')).toBe('healthy');
      await clock.advance(10_000);
      await resting(2_000);
      await clock.advance(2_000);
      await until('a', 'unhealthy');
      expect(prober.observation('a')?.reason).toBe('TLSUntrusted');
    });

    it('does not wait at all when nothing is rolled', async () => {
      prober.secretChanged('ns', 'a');
      await resting(2_000);
      await clock.advance(2_000);
      await until('a', 'unhealthy');
      expect(prober.observation('a')?.reason).toBe('TLSUntrusted');
    });
  });

  it('names a tenant that is not there', async () => {
    const tenant = await newTenant('a');
    await tenant.stop();
    tenants.pop();
    watch('a');
    await resting(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    expect(prober.observation('a')?.reason).toBe('Unreachable');
  });

  it('names an address that may not be reached at once, and does not connect', async () => {
    const tenant = await newTenant('a');
    prober.stop();
    prober = newProber();
    watch('a');
    await until('a', 'unhealthy');
    expect(prober.observation('a')?.reason).toBe('ServerIsLocal');
    expect(tenant.connections).toBe(0);
  });

  describe('where no networks are listed', () => {
    let proxy: TestProxy;
    const logged: string[] = [];

    beforeEach(async () => {
      logged.length = 0;
      proxy = await TestProxy.start(() => 0);
      proxy.broken = true;
      prober.stop();
      prober = new TenantProber({
        secrets,
        access: { mode: 'proxy', proxyUrl: proxy.url },
        fence: new AddressFence({}),
        intervalMs: 10_000,
        timeoutMs: TIMEOUT_MS,
        clock,
        logger: { ...silentLogger, info: text => logged.push(text) },
        random: () => 0,
        onChange: uid => changes.push(uid),
      });
      const tenant = await newTenant('a');
      api.objects.delete('secrets', 'ns', 'a');
      putSecret('a', {
        'admin.conf': base64(tenant.kubeconfig('https://10.66.66.66:6443')),
      });
    });
    afterEach(() => proxy.stop());

    async function untilUnhealthy(): Promise<void> {
      await resting(2_000);
      await clock.advance(2_000);
      await until('a', 'unhealthy');
    }

    it('tells of a server that a user names no more than that there is no connection, and logs the rest once', async () => {
      watch('a');
      await untilUnhealthy();
      expect(prober.observation('a')).toMatchObject({
        reason: 'Unreachable',
        message: expect.not.stringContaining('502'),
      });
      expect(logged).toEqual([
        'No connection to https://10.66.66.66:6443, the server in Secret ns/a: The proxy could not connect to 10.66.66.66:6443 (status 502).',
      ]);
    });

    it('tells exactly what happened to a control plane of Kamaji', async () => {
      watch('a', { serverNamedBy: 'kamaji' });
      await untilUnhealthy();
      expect(prober.observation('a')).toMatchObject({
        reason: 'Unreachable',
        message: expect.stringContaining('502'),
      });
      expect(logged).toEqual([]);
    });
  });

  it('asks twice before it calls a name unknown: a resolver may fail once', async () => {
    const tenant = await newTenant('a');
    let look = 0;
    prober.stop();
    prober = newProber(['127.0.0.0/8'], async () => {
      look++;
      if (look === 1) {
        throw new Error('EAI_AGAIN');
      }
      return ['127.0.0.1'];
    });
    api.objects.delete('secrets', 'ns', 'a');
    putSecret('a', {
      'admin.conf': base64(
        tenant.kubeconfig(`https://api.example:${tenant.port}`),
      ),
    });
    watch('a');
    await resting(2_000);
    expect(health('a')).toBe('unknown');
    await clock.advance(2_000);
    await until('a', 'unhealthy');
    // Found now; the certificate is for the address alone.
    expect(prober.observation('a')?.reason).toBe('TLSUntrusted');
  });

  it('names a kubeconfig that cannot be used, and probes as soon as its Secret is right', async () => {
    putSecret('a', { config: base64('x') });
    watch('a');
    await until('a', 'unhealthy');
    expect(prober.observation('a')).toMatchObject({
      reason: 'KubeconfigUnusable',
      message: expect.stringContaining('has no key'),
    });
    expect(prober.secretState('a')).toMatchObject({ state: 'unusable' });

    api.objects.delete('secrets', 'ns', 'a');
    await newTenant('a');
    secrets.invalidate('ns', 'a');
    prober.secretChanged('ns', 'a');
    await until('a', 'healthy');
  });

  it('B8: follows a Secret to another server', async () => {
    const first = await newTenant('a');
    watch('a');
    await resting(10_000);
    api.objects.delete('secrets', 'ns', 'a');
    const second = await newTenant('a');
    secrets.invalidate('ns', 'a');
    prober.secretChanged('ns', 'a');
    await eventually(() => second.requests.includes('/readyz'));
    expect(first.requests.filter(path => path === '/readyz')).toHaveLength(1);
  });

  it('tells when a kubeconfig became another one', async () => {
    await newTenant('a');
    watch('a');
    await until('a', 'healthy');
    expect(prober.observation('a')?.kubeconfigChangedAt).toBeUndefined();
    const other = await TestTenant.start(authority);
    tenants.push(other);
    await clock.advance(60_000);
    api.objects.patch(
      'secrets',
      { namespace: 'ns', name: 'a' },
      { data: { 'admin.conf': base64(other.kubeconfig()) } },
    );
    secrets.invalidate('ns', 'a');
    prober.secretChanged('ns', 'a');
    await eventually(
      () =>
        prober.observation('a')?.kubeconfigChangedAt ===
        new Date(clock.now()).toISOString(),
    );
  });

  it('dates the change of a kubeconfig by the server, however late it is read', async () => {
    await newTenant('a');
    watch('a');
    await until('a', 'healthy');
    const other = await TestTenant.start(authority);
    tenants.push(other);
    const written = new Date(clock.now()).toISOString();
    await clock.advance(60_000);
    api.objects.patch(
      'secrets',
      { namespace: 'ns', name: 'a' },
      {
        metadata: { managedFields: [{ time: written }] },
        data: { 'admin.conf': base64(other.kubeconfig()) },
      },
    );
    secrets.invalidate('ns', 'a');
    prober.secretChanged('ns', 'a');
    const changedAt = () => prober.observation('a')?.kubeconfigChangedAt;
    await eventually(() => changedAt() !== undefined);
    expect(changedAt()).toBe(written);
  });

  it('distinguishes the last answer from the last probe', async () => {
    const tenant = await newTenant('a');
    watch('a');
    await resting(10_000);
    const { answeredAt } = prober.observation('a') ?? {};
    expect(answeredAt).toBe(new Date(clock.now()).toISOString());
    tenant.answers = () => ({ status: 500 });
    await clock.advance(10_000);
    await resting(2_000);
    expect(prober.observation('a')).toMatchObject({
      health: 'healthy',
      answeredAt,
      probedAt: new Date(clock.now()).toISOString(),
    });
  });

  it('does not count a miss against a tenant whose Secret was rotated during the probe', async () => {
    const before = await newTenant('a');
    const after = await TestTenant.start(authority);
    tenants.push(after);
    watch('a');
    await resting(10_000);
    const healthySince = prober.observation('a')?.since;
    before.answers = () => ({ status: 500 });
    await clock.advance(10_000);
    await resting(2_000);
    let rotated = false;
    before.answers = () => {
      if (!rotated) {
        rotated = true;
        api.objects.delete('secrets', 'ns', 'a');
        putSecret('a', { 'admin.conf': base64(after.kubeconfig()) });
        secrets.invalidate('ns', 'a');
        prober.secretChanged('ns', 'a');
      }
      return { status: 500 };
    };
    await clock.advance(2_000);
    await resting(10_000);
    expect(after.requests).toContain('/readyz');
    expect(prober.observation('a')).toMatchObject({
      health: 'healthy',
      since: healthySince,
    });
  });

  it('reports unknown and no miss while the management cluster is unreachable', async () => {
    await newTenant('a');
    await api.stop();
    watch('a');
    await resting(10_000);
    expect(health('a')).toBe('unknown');
    api = await FakeApiServer.start();
  });

  it('lets a new control plane settle, asking often', async () => {
    const tenant = await newTenant('a');
    const { answers } = tenant;
    // Right after Kamaji says Ready its admin is not authorised yet.
    tenant.answers = path =>
      path === '/readyz' ? { status: 200 } : { status: 403 };
    watch('a', { comingUp: true });
    for (let probe = 0; probe < 5; probe++) {
      await resting(300);
      expect(health('a')).toBe('unknown');
      await clock.advance(300);
    }
    await resting(300);
    tenant.answers = answers;
    await clock.advance(300);
    await until('a', 'healthy');
  });

  it('does not let a new control plane settle for ever', async () => {
    const tenant = await newTenant('a');
    tenant.answers = () => ({ status: 500 });
    watch('a', { comingUp: true });
    await resting(300);
    await clock.advance(59_000);
    await resting(300);
    expect(health('a')).toBe('unknown');
    const judged = () =>
      eventually(() => [300, 2_000].includes(clock.nextTimerInMs ?? 0));
    for (let probe = 0; probe < 4; probe++) {
      expect(health('a')).toBe('unknown');
      await clock.advance(300);
      await judged();
    }
    expect(clock.nextTimerInMs).toBe(2_000);
    await clock.advance(2_000);
    await until('a', 'unhealthy');
  });

  it('freezes all states when most tenants are gone at once, and thaws when they are back', async () => {
    const all = ['a', 'b', 'c', 'd'];
    for (const uid of all) {
      await newTenant(uid);
      watch(uid);
    }
    await eventually(() => all.every(uid => health(uid) === 'healthy'));
    await allResting(4);
    const answers = tenants[0].answers;
    tenants.slice(0, 3).forEach(tenant => {
      tenant.answers = () => undefined;
    });
    const hanging = tenants.slice(0, 3);
    await clock.advance(10_000);
    await timeOut(...hanging);
    await clock.advance(2_000);
    await timeOut(...hanging);
    await untilFrozen(hanging);
    expect(all.map(health)).toEqual(Array(4).fill('healthy'));

    await allResting(4);
    tenants.slice(1).forEach(tenant => {
      tenant.answers = answers;
    });
    await clock.advance(10_000);
    await eventually(() => prober.pathProblem === undefined);
    expect(all.map(health)).toEqual(Array(4).fill('healthy'));
  });

  it('does not blame the way when one of four tenants is gone', async () => {
    for (const uid of ['a', 'b', 'c', 'd']) {
      await newTenant(uid);
      watch(uid);
    }
    await allResting(4);
    tenants[0].answers = () => undefined;
    await clock.advance(10_000);
    await timeOut(tenants[0]);
    await clock.advance(2_000);
    await timeOut(tenants[0]);
    await until('a', 'unhealthy');
    expect(prober.pathProblem).toBeUndefined();
  });

  it('B34: never lets one tenant that hangs delay another', async () => {
    const hung = await newTenant('a');
    hung.answers = () => undefined;
    await newTenant('b');
    watch('a');
    watch('b');
    await until('b', 'healthy');
    expect(health('a')).toBe('unknown');
  });

  it('names those that take requests and never answer', async () => {
    const tenant = await newTenant('a');
    await newTenant('b');
    tenant.answers = () => undefined;
    watch('a');
    watch('b');
    await until('b', 'healthy');
    await timeOut(tenant);
    await clock.advance(2_000);
    await timeOut(tenant);
    await until('a', 'unhealthy');
    expect(prober.hangingUids()).toEqual(['a']);
  });

  describe('of a cluster with DPUs', () => {
    let tenant: TestTenant;
    let otherwise: TenantAnswers;

    beforeEach(async () => {
      tenant = await newTenant('a');
      otherwise = tenant.answers;
    });

    function serveNodes(body: string): void {
      tenant.answers = path =>
        path.startsWith('/api/v1/nodes?')
          ? { status: 200, body }
          : otherwise(path);
    }

    it('knows which of its DPUs have joined, and which Nodes have no DPU', async () => {
      serveNodes(nodeList([aNode('w1'), aNode('w2', false), aNode('other')]));
      watch('a', { dpus: ['w1', 'w2', 'w3'] });
      await eventually(() => prober.readyNodes('a') !== undefined);
      expect(prober.readyNodes('a')).toEqual(new Set(['w1']));
      expect(prober.observation('a')?.nodesWithoutDpu).toEqual({
        count: 1,
        names: ['other'],
      });
      await resting(10_000);
      serveNodes(nodeList([aNode('w1'), aNode('w2')]));
      await clock.advance(10_000);
      await eventually(() => prober.readyNodes('a')?.size === 2);
      expect(prober.observation('a')).not.toHaveProperty('nodesWithoutDpu');
    });

    it('looks for Nodes without a DPU now and then where none is assigned', async () => {
      serveNodes(nodeList([aNode('other')]));
      watch('a', { wantStrayNodes: true });
      await eventually(
        () => prober.observation('a')?.nodesWithoutDpu?.count === 1,
      );
      const asked = () =>
        tenant.requests.filter(path => path.startsWith('/api/v1/nodes?'));
      for (let probe = 1; probe < 10; probe++) {
        await resting(10_000);
        await clock.advance(10_000);
      }
      await resting(10_000);
      expect(asked()).toHaveLength(1);
      await clock.advance(10_000);
      await eventually(() => asked().length === 2);
    });

    it('has no problem with Nodes that it may not read where none is assigned', async () => {
      tenant.answers = path =>
        path.startsWith('/api/v1/nodes?')
          ? { status: 403, body: '' }
          : otherwise(path);
      watch('a', { wantStrayNodes: true });
      await eventually(() =>
        tenant.requests.some(path => path.startsWith('/api/v1/nodes?')),
      );
      await resting(10_000);
      expect(prober.observation('a')).not.toHaveProperty('nodesProblem');
    });

    it.each<[string, string, string, number | undefined]>([
      [
        'a page that ignores limit',
        'OutOfBounds',
        nodeList(Array.from({ length: 180_000 }, (_, n) => aNode(`w${n}`))),
        undefined,
      ],
      [
        'more Nodes than it may have',
        'TooManyNodes',
        nodeList([aNode('w1'), aNode('w2'), aNode('w3')]),
        2,
      ],
      ['a web page', 'NotAnswered', '<html>', undefined],
    ])(
      'with %s stays healthy, and its Nodes are unknown',
      async (_, reason, body, maxNodes) => {
        serveNodes(nodeList([aNode('w1')]));
        watch('a', { dpus: ['w1'], maxNodes });
        await eventually(() => prober.readyNodes('a')?.size === 1);
        await resting(10_000);
        serveNodes(body);
        await clock.advance(10_000);
        await eventually(
          () => prober.observation('a')?.nodesProblem !== undefined,
        );
        expect(prober.readyNodes('a')).toBeUndefined();
        const observation = prober.observation('a');
        expect(observation).toMatchObject({
          health: 'healthy',
          nodesProblem: { reason },
        });
        expect(JSON.stringify(observation).length).toBeLessThan(1_000);

        serveNodes(nodeList([aNode('w1')]));
        for (let probe = 0; probe < 10; probe++) {
          await resting(10_000);
          await clock.advance(10_000);
        }
        await eventually(() => prober.readyNodes('a')?.size === 1);
        expect(prober.observation('a')).not.toHaveProperty('nodesProblem');
      },
    );

    it('tells of nothing that did not change', async () => {
      serveNodes(nodeList([aNode('w1')]));
      watch('a', { dpus: ['w1'] });
      await eventually(() => prober.readyNodes('a')?.size === 1);
      await resting(10_000);
      const before = changes.length;
      await clock.advance(10_000);
      await resting(10_000);
      expect(changes).toHaveLength(before);
    });
  });

  it('shortens its interval by jitter, never lengthens it', async () => {
    prober.stop();
    prober = new TenantProber({
      secrets,
      access: { mode: 'direct' },
      fence: new AddressFence({ allowedCidrs: ['127.0.0.0/8'] }),
      intervalMs: 10_000,
      clock,
      logger: silentLogger,
      random: () => 0.5,
      onChange: () => {},
    });
    await newTenant('a');
    watch('a');
    await until('a', 'healthy');
    await eventually(() => clock.timersDue(TIMEOUT_MS) === 0);
    expect(clock.nextTimerInMs).toBe(9_000);
  });
});
