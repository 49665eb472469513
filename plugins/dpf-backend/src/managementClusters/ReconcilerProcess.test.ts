import { mockServices } from '@backstage/backend-test-utils';
import type { AddressTable } from '@dpf-portal/dpf-controllers';
import { ControllerRoleStatus } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { KubeConfig } from '@kubernetes/client-node';
import { setImmediate } from 'node:timers/promises';
import { FakeReconcilerChild } from '../__testUtils__/FakeReconcilerChild';
import { RecordedMetrics } from '../__testUtils__/RecordedMetrics';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { ReconcilerMetrics } from './ReconcilerMetrics';
import { ReconcilerProcess } from './ReconcilerProcess';

const ROLES: ControllerRoleStatus[] = [
  {
    role: 'kamaji',
    mode: 'auto',
    runBy: 'portal',
    reason: 'This portal holds the role’s Leases.',
  },
];

function identity(token: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'mc', server: 'https://10.0.0.1:6443', skipTLSVerify: false },
    { name: 'user', token },
  );
  return kubeConfig;
}

describe('ReconcilerProcess', () => {
  const logger = mockServices.logger.mock();
  const portal = identity('of-the-portal');
  const stops: Array<() => Promise<void>> = [];

  afterEach(async () => {
    await Promise.all(stops.splice(0).map(stop => stop()));
    jest.clearAllMocks();
  });

  function start(
    options: { own?: KubeConfig; hangs?: boolean; fails?: Error } = {},
  ) {
    const clock = new FakeClock();
    const recorded = new RecordedMetrics();
    const children: FakeReconcilerChild[] = [];
    let otherSites: AddressTable = {};
    const reconcilers = new ReconcilerProcess({
      settings: {
        ...TEST_SETTINGS,
        title: 'Site A',
        kubeConfig: portal,
        controllersKubeConfig: options.own,
        roles: { ...TEST_SETTINGS.roles, kamaji: 'auto' },
      },
      metrics: new ReconcilerMetrics(recorded.service, 'local'),
      clock,
      logger,
      otherSites: () => otherSites,
      start: () => {
        if (options.fails) {
          throw options.fails;
        }
        const child = new FakeReconcilerChild(options);
        children.push(child);
        return child;
      },
    });
    const stop = new AbortController();
    const running = reconcilers.run(stop.signal);
    stops.push(async () => {
      stop.abort();
      children.forEach(child => child.end('test'));
      await running;
    });
    return {
      clock,
      recorded,
      children,
      reconcilers,
      stop,
      running,
      child: () => children[children.length - 1],
      setOtherSites: (table: AddressTable) => {
        otherSites = table;
        reconcilers.otherSitesChanged();
      },
    };
  }

  it.each([
    ['their own', identity('of-the-controllers'), 'of-the-controllers'],
    ['the portal’s', undefined, 'of-the-portal'],
  ])(
    'sends the settings as data, with %s identity and no other',
    (_, own, token) => {
      const { child } = start({ own });
      expect(child().received).toMatchObject([
        {
          kind: 'start',
          settings: {
            name: TEST_SETTINGS.name,
            roles: { kamaji: 'auto', static: 'disabled' },
            tenantAccess: TEST_SETTINGS.tenantAccess,
            kubeConfig: { users: [{ token }] },
          },
        },
      ]);
      expect(JSON.stringify(child().received).match(/of-the-/g)).toHaveLength(
        1,
      );
    },
  );

  it('sends a renewed identity, once', async () => {
    const own = identity('first');
    const { child, clock } = start({ own });
    await clock.advance(20_000);
    own.users = identity('second').users;
    await clock.advance(20_000);
    expect(child().received.slice(1)).toMatchObject([
      { kind: 'identity', kubeConfig: { users: [{ token: 'second' }] } },
    ]);
  });

  it('sends what other management clusters hold, many changes together', async () => {
    const { child, clock, setOtherSites } = start();
    const holder = (managementCluster: string) => [
      { kind: 'OtherSite' as const, managementCluster, runs: true },
    ];
    setOtherSites({ '10.0.0.9': holder('b') });
    setOtherSites({ '10.0.0.9': holder('b'), '10.0.0.10': holder('c') });
    await clock.advance(1_000);
    expect(child().received.slice(1)).toEqual([
      {
        kind: 'otherSites',
        addresses: { '10.0.0.9': holder('b'), '10.0.0.10': holder('c') },
      },
    ]);
  });

  it('knows the roles as the process reported them, until it ends', async () => {
    const { child, reconcilers } = start();
    expect(reconcilers.roles()).toBeUndefined();
    child().report({ kind: 'roles', roles: ROLES });
    expect(reconcilers.roles()).toEqual(ROLES);
    child().end('SIGSEGV');
    await setImmediate();
    expect(reconcilers.roles()).toBeUndefined();
  });

  it('logs what the process logs and what it writes', () => {
    const { child } = start();
    child().report({
      kind: 'log',
      level: 'info',
      message: 'Leading',
      meta: { identity: 'one' },
    });
    child().write('FATAL ERROR: heap out of memory');
    expect(logger.info).toHaveBeenCalledWith('Leading', { identity: 'one' });
    expect(logger.warn).toHaveBeenCalledWith(
      'The reconcilers wrote: FATAL ERROR: heap out of memory',
    );
  });

  it('records what the process measured; gauges are 0 after its end', async () => {
    const { child, recorded } = start();
    const labels = { name: 'dpuclusters' };
    child().report({
      kind: 'metrics',
      samples: [
        { kind: 'counter', name: 'adds', help: 'Adds.', labels, by: 3 },
        { kind: 'gauge', name: 'depth', help: 'Depth.', labels, value: 2 },
        {
          kind: 'histogram',
          name: 'seconds',
          help: 'Seconds.',
          labels: {},
          buckets: [1, 2],
          values: [0.5, 1.5],
        },
      ],
    });
    const own = '"management_cluster":"local"}';
    expect(recorded.lines).toEqual([
      `adds {"name":"dpuclusters",${own} 3`,
      `depth {"name":"dpuclusters",${own} 2`,
      `seconds {${own} 0.5`,
      `seconds {${own} 1.5`,
    ]);
    child().end('exit code 1');
    await setImmediate();
    expect(recorded.lines.slice(4)).toEqual([
      `depth {"name":"dpuclusters",${own} 0`,
    ]);
  });

  it('starts a process that ended again, later each time, at most after a minute', async () => {
    const { child, children, clock } = start();
    const seconds: number[] = [];
    for (let n = 1; n <= 8; n++) {
      child().end('exit code 1');
      await setImmediate();
      let waited = 0;
      while (children.length === n) {
        await clock.advance(1_000);
        waited++;
      }
      seconds.push(waited);
    }
    expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(logger.error).toHaveBeenNthCalledWith(
      2,
      'The reconcilers of local ended (exit code 1); they start again in 2 s',
    );
    await clock.advance(60_000);
    child().end('exit code 1');
    await setImmediate();
    await clock.advance(1_000);
    expect(children).toHaveLength(10);
  });

  it('gives each process the identity of the one before, which has ended', async () => {
    const { child, children, clock } = start();
    child().end('SIGKILL');
    await setImmediate();
    await clock.advance(1_000);
    const identities = children.map(({ received: [message] }) =>
      message?.kind === 'start' ? message.settings.identity : '',
    );
    expect(identities).toHaveLength(2);
    expect(new Set(identities).size).toBe(1);
  });

  it('has a finding from the end until a process has run for a minute', async () => {
    const { child, clock, reconcilers } = start();
    expect(reconcilers.findings()).toEqual([]);
    child().end('SIGABRT');
    await setImmediate();
    const since = new Date(clock.now()).toISOString();
    const sentence = (times: string) =>
      `The process of the portal’s reconcilers on Site A ended${times} (SIGABRT), so DPU clusters there are reconciled late.`;
    expect(reconcilers.findings()).toMatchObject([
      { code: 'ReconcilersEnded', sentence: sentence(''), since },
    ]);
    await clock.advance(1_000);
    child().report({ kind: 'roles', roles: ROLES });
    child().end('SIGABRT');
    await setImmediate();
    expect(reconcilers.findings()).toMatchObject([
      { sentence: sentence(' 2 times in a row'), since },
    ]);
    await clock.advance(2_000);
    child().report({ kind: 'roles', roles: ROLES });
    await clock.advance(59_000);
    expect(reconcilers.findings()).toHaveLength(1);
    await clock.advance(1_000);
    expect(reconcilers.findings()).toEqual([]);
  });

  it('has a finding where no process can be started', async () => {
    const { reconcilers } = start({ fails: new Error('no such package') });
    await setImmediate();
    expect(reconcilers.findings()).toMatchObject([
      { evidence: { ended: 'Error: no such package' } },
    ]);
  });

  it('asks the process to stop, and waits for its end', async () => {
    const { child, children, stop, running, clock } = start();
    stop.abort();
    await running;
    expect(child().received.at(-1)).toEqual({ kind: 'stop' });
    expect(child().isKilled).toBe(false);
    expect(children).toHaveLength(1);
    expect(clock.timers).toBe(0);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('kills a process that does not stop', async () => {
    const { child, stop, running, clock } = start({ hangs: true });
    stop.abort();
    await clock.advance(8_000);
    expect(child().isKilled).toBe(false);
    await clock.advance(1_000);
    await running;
    expect(child().isKilled).toBe(true);
  });
});
