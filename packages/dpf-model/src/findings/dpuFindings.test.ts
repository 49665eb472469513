import type { Condition } from '@dpf-portal/kube-controller';
import { aCluster, aDpu, aWorld } from '@dpf-portal/test-support';
import { Dpu } from '../cluster/DpuCluster';
import { FindingCode } from './Finding';
import { findingsOf } from './findingsOf';
import { whatBlocksDeletion } from './rules/deletionBlocked';

const NOW = Date.parse('2026-11-24T16:00:00Z');
const ago = (minutes: number) =>
  new Date(NOW - minutes * 60_000).toISOString().replace('.000', '');
const OPERATOR = 'dpf-operator-system';
const cluster = aCluster({ status: { phase: 'Ready' } });

function dpu(
  name: string,
  phase: string,
  change: {
    host?: string;
    spec?: Dpu['spec'];
    status?: Dpu['status'];
    created?: string;
    deleting?: string;
    set?: string;
  } = {},
): Dpu {
  const { host = name, created = ago(120), deleting, set } = change;
  const made = aDpu(name, set, phase);
  return {
    ...made,
    metadata: {
      ...made.metadata,
      creationTimestamp: created,
      ...(deleting && { deletionTimestamp: deleting }),
    },
    spec: { dpuNodeName: host, ...change.spec },
    status: { phase, ...change.status },
  };
}

function is(
  type: string,
  status: Condition['status'],
  minutesAgo: number,
  reason = 'Because',
  message = '',
): Condition {
  return { type, status, reason, message, lastTransitionTime: ago(minutesAgo) };
}

function found(
  code: FindingCode,
  dpus: Dpu[],
  around: Parameters<typeof aWorld>[0] = {},
) {
  const world = aWorld({
    now: NOW,
    dpus,
    readyNodes: [],
    observation: { health: 'healthy', server: 'https://10.66.66.66:31443' },
    ...around,
  });
  return findingsOf(cluster, world).filter(finding => finding.code === code);
}

describe('DpusHeld', () => {
  const reboot = (name: string, host: string) =>
    dpu(name, 'Rebooting', {
      host,
      status: {
        conditions: [is('Rebooted', 'False', 20, 'WaitForExternalReboot')],
      },
    });
  const hold = dpu('w3-dpu0', 'Node Effect', {
    host: 'w3',
    spec: { dpuNodeName: 'w3', nodeEffect: { hold: true } },
    status: { conditions: [is('NodeEffectReady', 'False', 5)] },
  });

  it('gives object, annotation and command of a reboot', () => {
    expect(found('DpusHeld', [reboot('w1-dpu0', 'w1')])).toEqual([
      {
        code: 'DpusHeld',
        severity: 'warning',
        blocking: false,
        sentence:
          'Provisioning of 1 DPU (w1-dpu0) waits for a person: for a reboot of host w1.',
        remedy: `Reboot host w1, then tell DPF: \`kubectl -n ${OPERATOR} annotate dpunode w1 provisioning.dpu.nvidia.com/dpunode-external-reboot-required-\`.`,
        who: 'platform',
        since: ago(20),
        evidence: { count: 1, dpus: ['w1-dpu0'], reboot: ['w1'] },
      },
    ]);
  });

  it('knows it from the reboot status too', () => {
    const byStatus = dpu('w1-dpu0', 'Rebooting', {
      host: 'w1',
      status: {
        rebootStatus: {
          reason: 'WaitForExternalReboot',
          lastTransitionTime: ago(9),
        },
      },
    });
    expect(found('DpusHeld', [byStatus])).toMatchObject([{ since: ago(9) }]);
  });

  it('gives object, annotation and command of a hold, and both where there are both', () => {
    expect(found('DpusHeld', [hold])).toMatchObject([
      {
        remedy: `Make host w3 ready to lose its DPU, then release it: \`kubectl -n ${OPERATOR} annotate dpunodemaintenance w3-hold provisioning.dpu.nvidia.com/wait-for-external-nodeeffect=false --overwrite\`.`,
        since: ago(5),
      },
    ]);
    const [both] = found('DpusHeld', [
      reboot('w1-dpu0', 'w1'),
      reboot('w1-dpu1', 'w1'),
      reboot('w2-dpu0', 'w2'),
      hold,
    ]);
    expect(both.sentence).toBe(
      'Provisioning of 4 DPUs (w1-dpu0, w1-dpu1 and 2 more) waits for a person: for a reboot of host w1, w2 and for the release of host w3.',
    );
    expect(both.remedy).toMatch(
      /dpunode w1 .*dpunodemaintenance w3-hold.*Do the same for each of the other hosts\.$/,
    );
  });

  it.each([
    dpu('a', 'Rebooting'),
    dpu('a', 'Rebooting', {
      status: { conditions: [is('Rebooted', 'False', 5, 'RebootInProgress')] },
    }),
    // The reboot is done.
    dpu('a', 'DPU Cluster Config', {
      status: { rebootStatus: { reason: 'WaitForExternalReboot' } },
    }),
    dpu('a', 'Node Effect', { spec: { nodeEffect: { drain: true } } }),
    // It was released.
    dpu('a', 'Pending', { spec: { nodeEffect: { hold: true } } }),
  ])('is quiet where DPF goes on by itself', quiet => {
    expect(found('DpusHeld', [quiet])).toEqual([]);
  });
});

describe('DpuLost', () => {
  const three = [
    dpu('w1-dpu0', 'Ready', { host: 'w1' }),
    dpu('w1-dpu1', 'Ready', { host: 'w1' }),
    dpu('w2-dpu0', 'Ready', { host: 'w2' }),
  ];

  it('names the hosts of DPUs that joined before and have been silent for five minutes', () => {
    expect(
      found('DpuLost', three, {
        silentNodes: {
          'w1-dpu0': ago(6),
          'w1-dpu1': ago(6),
          'w2-dpu0': ago(8),
        },
      }),
    ).toEqual([
      {
        code: 'DpuLost',
        severity: 'warning',
        blocking: false,
        sentence:
          '3 DPUs that had joined are silent, on 2 hosts: w1 (2 DPUs), w2 (1 DPU). Their Nodes are not Ready in the DPU cluster.',
        remedy: `Check power and network of host w1, and look at the DPU: \`kubectl -n ${OPERATOR} describe dpu w1-dpu0\`. It joins again by itself when it is back. If it is lost for good, delete it, and DPF provisions it again: \`kubectl -n ${OPERATOR} delete dpu w1-dpu0\`.`,
        who: 'platform',
        since: ago(6),
        evidence: {
          count: 3,
          dpus: ['w1-dpu0', 'w1-dpu1', 'w2-dpu0'],
          hosts: ['w1', 'w2'],
        },
      },
    ]);
  });

  it('does not blame the host where another of its DPUs is Ready', () => {
    const [finding] = found('DpuLost', three, {
      readyNodes: ['w1-dpu1', 'w2-dpu0'],
      silentNodes: { 'w1-dpu0': ago(6) },
    });
    expect(finding.remedy).toMatch(/^Check the DPUs of host w1/);
  });

  it('knows a Node that is gone from what DPF says of it', () => {
    const gone = (minutes: number) =>
      dpu('w1-dpu0', 'Ready', {
        status: {
          conditions: [is('Ready', 'True', 500)],
          operationalConditions: [
            is(
              'OperationalReady',
              'False',
              minutes,
              'Error',
              'Node is missing from cluster',
            ),
          ],
        },
      });
    expect(found('DpuLost', [gone(6)], { silentNodes: {} })).toHaveLength(1);
    expect(found('DpuLost', [gone(4)], { silentNodes: {} })).toEqual([]);
  });

  it.each<[string, Dpu[], Parameters<typeof aWorld>[0]]>([
    ['silent for four minutes', three, { silentNodes: { 'w1-dpu0': ago(4) } }],
    ['whose Nodes are unknown', three, { readyNodes: undefined }],
    [
      'of a cluster that does not answer',
      three,
      {
        silentNodes: { 'w1-dpu0': ago(60) },
        observation: { health: 'unhealthy', reason: 'Unreachable' },
      },
    ],
    [
      'that reboot while they are provisioned',
      [dpu('w1-dpu0', 'Rebooting')],
      { silentNodes: { 'w1-dpu0': ago(60) } },
    ],
    [
      'that are being deleted',
      [dpu('w1-dpu0', 'Ready', { deleting: ago(6) })],
      { silentNodes: { 'w1-dpu0': ago(6) } },
    ],
  ])('is quiet of DPUs %s', (_, dpus, around) => {
    expect(found('DpuLost', dpus, around)).toEqual([]);
  });

  it('is the one finding about them: they are not reported as not operational too', () => {
    const broken = dpu('w1-dpu0', 'Ready', {
      status: {
        operationalConditions: [
          is('OperationalReady', 'False', 30, 'NotReady'),
        ],
      },
    });
    const world = aWorld({
      now: NOW,
      dpus: [broken],
      readyNodes: [],
      silentNodes: { 'w1-dpu0': ago(30) },
      observation: { health: 'healthy' },
    });
    const codes = findingsOf(cluster, {
      ...world,
      capabilities: {
        ...world.capabilities,
        operationalGroups: ['provisioning.dpu.nvidia.com'],
      },
    }).map(({ code }) => code);
    expect(codes).toEqual(['DpuLost']);
  });
});

describe('DpusNotJoined', () => {
  const joining = (minutes: number, created = ago(200)) =>
    dpu('w1-dpu0', 'DPU Cluster Config', {
      created,
      status: {
        conditions: [
          is('Rebooted', 'True', minutes),
          is(
            'DPUClusterReady',
            'False',
            minutes,
            'NotJoined',
            'node not found',
          ),
        ],
      },
    });

  it('says in which phase a DPU stays, and what to check', () => {
    expect(found('DpusNotJoined', [joining(45)])).toEqual([
      {
        code: 'DpusNotJoined',
        severity: 'warning',
        blocking: false,
        sentence:
          '1 DPU of this cluster has not joined, and provisioning does not get on: w1-dpu0 (DPU Cluster Config). w1-dpu0 reports: node not found.',
        remedy: `Run: \`kubectl -n ${OPERATOR} describe dpu w1-dpu0\`. Check that the DPU reaches https://10.66.66.66:31443. Its join token expires after two hours: then delete the DPU, and DPF provisions it again, which may reboot its host: \`kubectl -n ${OPERATOR} delete dpu w1-dpu0\`.`,
        who: 'platform',
        since: ago(45),
        evidence: { count: 1, dpus: ['w1-dpu0'] },
      },
    ]);
  });

  it('sends to the conditions for a DPU that is not as far', () => {
    const [finding] = found('DpusNotJoined', [dpu('w2-dpu0', 'OS Installing')]);
    expect(finding.remedy).toContain('Its conditions say which step');
  });

  it.each<[string, Dpu, Parameters<typeof aWorld>[0]]>([
    ['joined', joining(45), { readyNodes: ['w1-dpu0'] }],
    ['gets on', joining(20), {}],
    ['was assigned less than an hour ago', joining(45, ago(50)), {}],
    ['failed', dpu('a', 'Error'), {}],
    [
      'waits for a person',
      dpu('a', 'Node Effect', { spec: { nodeEffect: { hold: true } } }),
      {},
    ],
    ['is of unknown Nodes', joining(45), { readyNodes: undefined }],
  ])('is quiet of a DPU that %s', (_, one, around) => {
    expect(found('DpusNotJoined', [one], around)).toEqual([]);
  });
});

describe('DpusOutdated', () => {
  it('names the DPUs, what differs and how to bring them up to date', () => {
    const outdated = dpu('w1-dpu0', 'Ready', {
      status: {
        outdated: { reason: 'OutdatedBFB', timeStamp: ago(30) },
      },
    });
    expect(
      found('DpusOutdated', [outdated, dpu('w2-dpu0', 'Ready')], {
        readyNodes: ['w1-dpu0', 'w2-dpu0'],
      }),
    ).toMatchObject([
      {
        severity: 'info',
        sentence: '1 DPU is outdated: w1-dpu0. DPUSet and DPU differ in: BFB.',
        remedy: `A DPUSet with RollingUpdate replaces it. With OnDelete, delete each DPU when its host may reboot: \`kubectl -n ${OPERATOR} delete dpu w1-dpu0\`.`,
        since: ago(30),
      },
    ]);
  });
});

describe('thousands of DPUs', () => {
  it.each<[FindingCode, (name: string) => Dpu]>([
    [
      'DpusHeld',
      name =>
        dpu(name, 'Rebooting', {
          host: name,
          status: { rebootStatus: { reason: 'WaitForExternalReboot' } },
        }),
    ],
    ['DpuLost', name => dpu(name, 'Ready', { host: name })],
    ['DpusNotJoined', name => dpu(name, 'OS Installing')],
    [
      'DpusOutdated',
      name =>
        dpu(name, 'Ready', { status: { outdated: { reason: 'OutdatedBFB' } } }),
    ],
  ])('are bounded in %s', (code, make) => {
    const names = Array.from({ length: 3000 }, (_, n) => `dpu-${10_000 + n}`);
    const [finding] = found(code, names.map(make), {
      silentNodes: Object.fromEntries(names.map(name => [name, ago(10)])),
    });
    expect(finding.sentence).toContain('and 2998 more');
    expect(JSON.stringify(finding).length).toBeLessThan(3_000);
  });
});

describe('DPUs that block a deletion', () => {
  const retired = aCluster({
    metadata: { deletionTimestamp: ago(1) },
    status: { phase: 'Ready' },
  });
  const blocker = (dpus: Dpu[]) =>
    whatBlocksDeletion(retired, aWorld({ now: NOW, dpus }));

  it('says what to do if their DPUSet is gone', () => {
    const six = [1, 2, 3, 4, 5, 6].map(n =>
      dpu(`dpu-${n}`, 'Ready', { set: 'rack-1' }),
    );
    expect(blocker(six)).toMatchObject({
      sentence:
        '6 DPUs still use it: dpu-1, dpu-2 and 4 more from DPUSet rack-1.',
      remedy: `Delete DPUSet rack-1 or point it at another cluster, if it is still there (\`kubectl -n ${OPERATOR} delete dpuset rack-1\`); else delete the DPUs: \`kubectl -n ${OPERATOR} delete dpu dpu-1 dpu-2\`, and the others likewise.`,
      who: 'owner',
    });
  });

  it('tells DPUs that are on their way out from the others', () => {
    const dpus = [
      dpu('dpu-1', 'Ready', { set: 'rack-1' }),
      dpu('dpu-3', 'OS Installing', { set: 'rack-1', deleting: ago(2) }),
    ];
    expect(blocker(dpus)).toMatchObject({
      sentence:
        '2 DPUs still use it: dpu-1 from DPUSet rack-1; dpu-3 is being deleted (OS Installing).',
      evidence: { count: 2, dpus: ['dpu-1', 'dpu-3'], dpuSets: ['rack-1'] },
    });
  });

  it('asks nobody to act while all are on their way out, unless that takes long', () => {
    const leaving = (minutes: number) =>
      dpu('dpu-3', 'Deleting', { set: 'rack-1', deleting: ago(minutes) });
    expect(blocker([leaving(2)])).toMatchObject({
      sentence: '1 DPU still uses it: dpu-3 is being deleted (Deleting).',
      remedy: 'Wait until DPF has deleted them.',
      who: 'nobody',
      blocking: false,
    });
    expect(blocker([leaving(40)])).toMatchObject({
      remedy: `DPF does not finish their deletion. Run: \`kubectl -n ${OPERATOR} describe dpu dpu-3\`.`,
      who: 'platform',
      blocking: true,
    });
  });

  it('has the command for a DPU without a DPUSet', () => {
    expect(blocker([dpu('dpu-1', 'Ready')])).toMatchObject({
      sentence: '1 DPU still uses it: dpu-1.',
      remedy: `Delete the DPUs: \`kubectl -n ${OPERATOR} delete dpu dpu-1\`.`,
    });
  });
});
