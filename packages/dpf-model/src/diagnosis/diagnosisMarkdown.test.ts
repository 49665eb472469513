import { DiagnosisFacts, diagnosisMarkdown } from './diagnosisMarkdown';

const AT = '2026-11-24T14:00:00Z';
const JWT = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrIn0.c2lnbmF0dXJl';

function facts(
  change: Partial<DiagnosisFacts['cluster']> = {},
): DiagnosisFacts {
  return {
    ref: { managementCluster: 'site-a', namespace: 'team-a', name: 'blue' },
    cluster: {
      uid: 'uid-blue',
      type: 'kamaji',
      phase: 'NotReady',
      phaseSince: AT,
      createdAt: '2026-11-01T10:00:00Z',
      owner: 'group:default/team-a',
      group: 'provisioning.dpu.nvidia.com',
      managedBy: 'this portal',
      version: 'v1.34.1',
      maxNodes: 10,
      dpus: { assigned: 2, joined: 1, operational: 1 },
      endpoint: { server: 'https://10.66.66.70:31443', vip: '10.66.66.70' },
      observation: {
        health: 'unhealthy',
        reason: 'Unreachable',
        kubeletVersions: [{ version: 'v1.33.0', count: 2, names: [] }],
      },
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'HealthCheckFailed',
          message: 'dial tcp | refused',
          lastTransitionTime: AT,
        },
      ],
      findings: [
        {
          code: 'AddressNotAnswering',
          severity: 'error',
          blocking: false,
          sentence: 'No node has VIP 10.66.66.70.',
          remedy: 'Run: `kubectl -n team-a get pods`.',
          who: 'platform',
          since: AT,
          effects: [
            {
              code: 'DpusNotOperational',
              severity: 'warning',
              blocking: false,
              sentence: '1 DPU is not operational.',
              remedy: 'Look.',
              who: 'platform',
            },
          ],
        },
      ],
      ...change,
    },
    platformOwner: 'group:default/platform',
    source: { reachable: true, observedAt: AT },
    reach: {
      scope: 'network',
      sentence: 'All 3 clusters on br-dpu are affected.',
      affected: 3,
      of: 3,
    },
    roles: [
      { role: 'kamaji', mode: 'auto', runBy: 'portal', reason: 'It runs.' },
    ],
    dpf: { readable: true, version: 'v26.8.0', targetVersion: 'v26.9.0' },
    events: [
      {
        type: 'Warning',
        reason: 'FailedCreate',
        message: 'quota exceeded',
        object: 'DaemonSet/blue-keepalived',
        at: AT,
        count: 3,
      },
    ],
    changes: [{ at: AT, to: 'NotReady', sentence: 'No node has the VIP.' }],
    at: AT,
  };
}

describe('diagnosisMarkdown', () => {
  it('has findings with their effects, conditions, events, versions, reach and the vendor’s command', () => {
    const text = diagnosisMarkdown(facts());
    for (const part of [
      '# DPU cluster team-a/blue',
      '- **AddressNotAnswering** (error) No node has VIP 10.66.66.70.',
      '  - Step: Run: `kubectl -n team-a get pods`',
      `  - Acts: platform (group:default/platform); since ${AT}`,
      '  - Follows from it: DpusNotOperational. 1 DPU is not operational.',
      'All 3 clusters on br-dpu are affected.',
      '| State | Not ready since 2026-11-24T14:00:00Z |',
      '| DPUs | 1 of 2 DPUs operational, 1 joined |',
      '| Kubernetes | v1.34.1 |',
      '| DPF | v26.8.0, target v26.9.0 |',
      '| kubelets | 2 × v1.33.0 |',
      `| Ready | False | HealthCheckFailed | dial tcp \\| refused | ${AT} |`,
      `| ${AT} | Warning | FailedCreate | DaemonSet/blue-keepalived | quota exceeded | 3 |`,
      '| kamaji | portal | It runs. |',
      'dpfctl sosreport collect --dpu-cluster blue',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('says who acknowledged a problem, without markup and secrets of the note', () => {
    const [finding] = facts().cluster.findings;
    const acknowledgement = {
      by: 'user:default/ann',
      at: AT,
      until: '2026-11-27T14:00:00Z',
      note: `*Cables* are ordered. Bearer ${JWT}`,
    };
    const text = diagnosisMarkdown(
      facts({ findings: [{ ...finding, acknowledgement }] }),
    );
    expect(text).toContain(
      `  - Acknowledged: by user:default/ann at ${AT}, until 2026-11-27T14:00:00Z. \\*Cables\\* are ordered.`,
    );
    expect(text).not.toContain(JWT);
  });

  it('says that the state is the last known one while the management cluster is unreachable', () => {
    const text = diagnosisMarkdown({
      ...facts(),
      source: { reachable: false, observedAt: AT },
      events: undefined,
    });
    expect(text).toContain(
      `last known at ${AT}: the portal cannot reach site-a`,
    );
    expect(text).toContain('The events could not be read.');
  });

  it('has no secret, wherever one stands, and no markup of others', () => {
    const evil = `![x](http://a) <img src=x> token ${JWT} password=hunter22\n# forged`;
    const [condition] = facts().cluster.conditions;
    const [finding] = facts().cluster.findings;
    const text = diagnosisMarkdown({
      ...facts({
        conditions: [{ ...condition, message: evil }],
        findings: [
          {
            ...finding,
            sentence: evil,
            remedy: `${evil} \`kubectl get ${JWT}\``,
          },
        ],
        observation: { health: 'unhealthy', message: evil },
      }),
      events: [{ type: 'Normal', reason: 'X', message: evil, object: evil }],
      changes: [{ at: AT, to: 'Ready', sentence: evil }],
    });
    expect(text).not.toContain('eyJ');
    expect(text).not.toContain('hunter22');
    expect(text).not.toMatch(/[^\\]<img/);
    expect(text).not.toContain('![x]');
    expect(text).not.toMatch(/^# forged/m);
  });
});
