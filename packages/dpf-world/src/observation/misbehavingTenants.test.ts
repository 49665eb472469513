import { ProbeReason } from '@dpf-portal/dpf-model';
import {
  KubeClient,
  RestTransport,
  silentLogger,
  systemClock,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import {
  MisbehavingTenant,
  MisbehaviourName,
  TestAuthority,
  TestTenant,
  eventually,
} from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { TenantProbe } from './TenantProbe';
import { TenantProber } from './TenantProber';

const TIMEOUT_MS = 300;
/** Far from the time-out, and from for ever: what a busy machine adds. */
const LATEST_MS = 5_000;

const CALLED: Array<[MisbehaviourName, ProbeReason]> = [
  ['hangs before TLS', 'Slow'],
  ['hangs in TLS', 'Slow'],
  ['sends a handshake byte by byte', 'Slow'],
  ['resets the connection', 'Unreachable'],
  ['hangs up', 'Unreachable'],
  ['speaks HTTP in the clear', 'TLSUntrusted'],
  ['never answers', 'Slow'],
  ['sends headers for ever', 'Slow'],
  ['streams for ever, slowly', 'Slow'],
  ['streams for ever, as fast as it can', 'Unhealthy'],
  ['answers 10 MB', 'Unhealthy'],
  ['promises more than it sends', 'Unreachable'],
  ['redirects', 'Unhealthy'],
  ['answers nonsense', 'Unreachable'],
];

describe('A tenant that misbehaves', () => {
  let authority: TestAuthority;
  let healthy: TestTenant;
  let api: FakeApiServer;
  let transport: RestTransport;
  let secrets: KubeconfigSecrets;
  const stops: Array<() => void | Promise<void>> = [];

  beforeAll(async () => {
    authority = await TestAuthority.create();
  });
  beforeEach(async () => {
    healthy = await TestTenant.start(authority);
    api = await FakeApiServer.start();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    secrets = new KubeconfigSecrets({ client: new KubeClient({ transport }) });
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map(stop => stop()));
    transport.close();
    await api.stop();
    await healthy.stop();
  });

  const fence = new AddressFence({ allowedCidrs: ['127.0.0.0/8'] });
  const target = (uid: string) => ({
    uid,
    namespace: 'ns',
    owner: 'team-a',
    secretName: uid,
    serverNamedBy: 'user' as const,
    comingUp: false,
    wantNodes: false,
    dpuNames: () => new Set<string>(),
    rolling: false,
    hasNoReplica: false,
  });

  function putKubeconfig(name: string, port = healthy.port): void {
    const text = healthy.kubeconfig(`https://127.0.0.1:${port}`);
    api.objects.create('secrets', 'ns', {
      metadata: { name, namespace: 'ns' },
      ...{ data: { 'admin.conf': Buffer.from(text).toString('base64') } },
    });
  }

  function newProbe(timeoutMs = TIMEOUT_MS): TenantProbe {
    const probe = new TenantProbe({
      secrets,
      access: { mode: 'direct' },
      fence,
      clock: systemClock,
      logger: silentLogger,
      timeoutMs,
    });
    stops.push(() => probe.close());
    return probe;
  }

  async function start(name: MisbehaviourName): Promise<MisbehavingTenant> {
    const tenant = await MisbehavingTenant.start(authority, name);
    stops.push(() => tenant.stop());
    return tenant;
  }

  it.each(CALLED)(
    'that %s is reported as %s in time, and is disconnected',
    async (name, reason) => {
      const tenant = await start(name);
      putKubeconfig('it', tenant.port);
      const probe = newProbe();
      const before = performance.now();
      const result = await probe.run(target('it'), {
        thorough: true,
        identify: true,
      });
      expect(performance.now() - before).toBeLessThan(LATEST_MS);
      expect(result).toMatchObject({ outcome: 'miss', reason });
      // The next one makes a connection of its own, and the one before ends.
      await probe.run(target('it'), { thorough: true, identify: true });
      probe.close();
      await eventually(() => tenant.open === 0);
    },
  );

  it('that presents a certificate of somebody else is called untrusted', async () => {
    const other = await TestAuthority.create('other');
    const tenant = await TestTenant.start(authority, {
      serverAuthority: other,
    });
    stops.push(() => tenant.stop());
    putKubeconfig('it', tenant.port);
    await expect(
      newProbe().run(target('it'), { thorough: true, identify: true }),
    ).resolves.toMatchObject({ outcome: 'miss', reason: 'TLSUntrusted' });
    expect(tenant.requests).toEqual([]);
  });

  describe('in such numbers that they take every place', () => {
    const HEALTHY = Array.from({ length: 20 }, (_, i) => `healthy-${i}`);
    const MISBEHAVING = Array.from(
      { length: 30 },
      (_, i) => `misbehaving-${i}`,
    );
    const INTERVAL_MS = 10_000;

    it.each<MisbehaviourName>(['hangs before TLS', 'streams for ever, slowly'])(
      'and %s, keeps no healthy one from being asked at each turn',
      async name => {
        const misbehaving = await start(name);
        HEALTHY.forEach(uid => putKubeconfig(uid));
        MISBEHAVING.forEach(uid => putKubeconfig(uid, misbehaving.port));
        const clock = new FakeClock();
        const prober = new TenantProber({
          secrets,
          access: { mode: 'direct' },
          fence,
          intervalMs: INTERVAL_MS,
          clock,
          logger: silentLogger,
          random: () => 0,
          onChange: () => {},
        });
        stops.push(() => prober.stop());
        const asked = () =>
          healthy.requests.filter(path => path === '/readyz').length;
        const untilAsked = (turns: number) =>
          eventually(() => asked() === turns * HEALTHY.length);

        MISBEHAVING.forEach(uid => prober.follow(target(uid)));
        await eventually(() => misbehaving.open > 0);
        HEALTHY.forEach(uid => prober.follow(target(uid)));
        // The first ones have had their places for a second.
        await clock.advance(1_000);
        await untilAsked(1);
        for (let turn = 2; turn <= 4; turn++) {
          await eventually(() =>
            HEALTHY.every(uid => prober.observation(uid)?.health === 'healthy'),
          );
          await clock.advance(INTERVAL_MS);
          await untilAsked(turn);
        }
        expect(
          MISBEHAVING.map(uid => prober.observation(uid)?.health),
        ).not.toContain('healthy');
      },
    );
  });
});
