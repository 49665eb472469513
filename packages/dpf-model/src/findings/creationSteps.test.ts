import { Finding } from './Finding';
import { CreationFacts, creationSteps } from './creationSteps';

/** Of a Ready kamaji cluster. */
const aCluster = (change: Partial<CreationFacts> = {}): CreationFacts => ({
  type: 'kamaji',
  phase: 'Ready',
  createdAt: '2026-11-24T09:59:00Z',
  endpoint: { vip: '10.66.66.71' },
  kubeconfigSecret: 'blue-admin-kubeconfig',
  conditions: [],
  findings: [],
  ...change,
});

const finding = (overrides: Partial<Finding>): Finding => ({
  code: 'WaitingForControlPlane',
  severity: 'info',
  blocking: false,
  sentence: 'Kamaji is starting the API server.',
  remedy: 'wait',
  who: 'nobody',
  ...overrides,
});

const shown = (...args: Parameters<typeof creationSteps>) =>
  creationSteps(...args).map(({ title, state }) => `${title}: ${state}`);

describe('creationSteps', () => {
  const creating = {
    phase: 'Creating' as const,
    kubeconfigSecret: undefined,
  };

  it('waits at the control plane and says why', () => {
    const cluster = aCluster({ ...creating, findings: [finding({})] });
    expect(shown(cluster)).toEqual([
      'Requested: done',
      'Address claimed: done',
      'Control plane: active',
      'keepalived: waiting',
      'Kubeconfig: waiting',
      'Ready: waiting',
    ]);
    expect(creationSteps(cluster)[2].detail).toBe(
      'Kamaji is starting the API server.',
    );
  });

  it('is stuck at the address another cluster has', () => {
    const cluster = aCluster({
      ...creating,
      findings: [finding({ code: 'AddressInUse', severity: 'error' })],
    });
    expect(shown(cluster)[1]).toBe('Address claimed: stuck');
    expect(shown(cluster)[2]).toBe('Control plane: waiting');
  });

  it.each([
    ['QuotaExceeded', 'Created', 2],
    ['QuotaExceeded', 'KeepalivedReady', 3],
    ['WebhookAway', 'Created', 2],
    ['WebhookAway', 'KeepalivedReady', 3],
  ] as const)('is stuck by %s where %s says so', (code, type, step) => {
    const cluster = aCluster({
      ...creating,
      conditions: [
        {
          type,
          status: 'False',
          reason: code,
          message: 'exceeded quota: team',
          lastTransitionTime: '2026-11-24T14:00:00Z',
        },
      ],
      findings: [finding({ code, severity: 'error' })],
    });
    expect(
      creationSteps(cluster).flatMap(({ state }, nth) =>
        state === 'stuck' ? nth : [],
      ),
    ).toEqual([step]);
  });

  it('has neither an address nor a keepalived step for a registered cluster', () => {
    const cluster = aCluster({ type: 'static', phase: 'Pending' });
    expect(shown(cluster)).toEqual([
      'Requested: done',
      'Kubeconfig: done',
      'Ready: active',
    ]);
  });

  it('tells when each step began and was done, as far as an object records it', () => {
    const isTrue = (type: string, lastTransitionTime: string) => ({
      type,
      status: 'True' as const,
      reason: type,
      message: '',
      lastTransitionTime,
    });
    const steps = creationSteps(
      aCluster({
        phase: 'Creating',
        conditions: [
          isTrue('Created', '2026-11-24T09:59:40Z'),
          isTrue('KeepalivedReady', '2026-11-24T09:59:10Z'),
        ],
      }),
    );
    expect(
      steps.map(({ title, startedAt, doneAt }) => [title, startedAt, doneAt]),
    ).toEqual([
      ['Requested', '2026-11-24T09:59:00Z', '2026-11-24T09:59:00Z'],
      ['Address claimed', '2026-11-24T09:59:00Z', undefined],
      ['Control plane', '2026-11-24T09:59:00Z', '2026-11-24T09:59:40Z'],
      ['keepalived', '2026-11-24T09:59:40Z', '2026-11-24T09:59:10Z'],
      ['Kubeconfig', '2026-11-24T09:59:40Z', undefined],
      ['Ready', '2026-11-24T09:59:40Z', undefined],
    ]);
  });

  it('is all done when Ready', () => {
    expect(creationSteps(aCluster()).every(s => s.state === 'done')).toBe(true);
  });
});
