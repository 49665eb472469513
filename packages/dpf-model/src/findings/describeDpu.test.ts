import type { Condition } from '@dpf-portal/kube-controller';
import { aCluster, aDpu, aWorld } from '@dpf-portal/test-support';
import { DPU_CLUSTER_GROUPS, Dpu } from '../cluster/DpuCluster';
import { readDpuSet } from '../dpuSelection/DpuSelector';
import {
  DPU_STATES,
  DpuSurroundings,
  describeDpus,
  dpuStateName,
} from './describeDpu';
import { findingsOf } from './findingsOf';
import { FindingCode } from './Finding';

const { released } = DPU_CLUSTER_GROUPS;
const OPERATOR = 'dpf-operator-system';
const NOW = Date.parse('2026-11-24T16:00:00Z');
const ago = (minutes: number) =>
  new Date(NOW - minutes * 60_000).toISOString().replace('.000', '');
const green = aCluster({ status: { phase: 'Ready' } });
const ASSIGNED = { cluster: { name: 'green', namespace: 'team-b' } };

function is(
  type: string,
  status: Condition['status'],
  minutesAgo: number,
  message = '',
  reason = 'Because',
): Condition {
  return { type, status, reason, message, lastTransitionTime: ago(minutesAgo) };
}

function dpu(
  name: string,
  phase: string | undefined,
  change: {
    spec?: Dpu['spec'];
    status?: Dpu['status'];
    created?: number;
    deleting?: number;
    set?: string;
  } = {},
): Dpu {
  const { created = 20, deleting, set } = change;
  const made = aDpu(name, set);
  return {
    ...made,
    metadata: {
      ...made.metadata,
      creationTimestamp: ago(created),
      ...(deleting !== undefined && { deletionTimestamp: ago(deleting) }),
    },
    spec: { dpuNodeName: 'w1', ...ASSIGNED, ...change.spec },
    status: { phase, ...change.status },
  };
}

interface Around {
  operational?: boolean;
  readyNodes?: string[];
  health?: 'healthy' | 'unhealthy';
  phases?: string[];
  unassigned?: Dpu[];
  clusters?: (typeof green)[];
  selectors?: DpuSurroundings['selectors'];
  clustersKnown?: boolean;
}

function surroundings(around: Around) {
  const {
    operational = true,
    readyNodes = [],
    health = 'healthy',
    phases,
    clusters = [green],
  } = around;
  const world = aWorld({
    now: NOW,
    others: clusters,
    readyNodes,
    observation: { health, server: 'https://10.66.66.66:31443' },
  });
  const capabilities = {
    ...world.capabilities,
    operationalGroups: operational ? [released] : undefined,
    ...(phases && { dpuPhases: { [released]: phases } }),
  };
  return {
    world: { ...world, capabilities },
    around: {
      assignment: {
        capabilities,
        unassigned: around.unassigned ?? [],
        clusters,
        assignedTo: () => 0,
      },
      clustersKnown: () => around.clustersKnown ?? true,
      selectors: around.selectors ?? (() => undefined),
    },
  };
}

function describeOne(one: Dpu, options: Around = {}) {
  const { world, around } = surroundings(options);
  return describeDpus([one], world, around)[0];
}

const rebooting = (status: Dpu['status']) =>
  dpu('d', 'Rebooting', { status: { phase: 'Rebooting', ...status } });
const operational = (status: Condition['status'], minutes: number) => ({
  operationalConditions: [is('OperationalReady', status, minutes)],
});

describe('the state of a DPU', () => {
  it.each<[string, Dpu, Around, object]>([
    [
      'that is operational',
      dpu('d', 'Ready', { status: operational('True', 30) }),
      { readyNodes: ['d'] },
      {
        state: 'operational',
        label: 'Operational',
        since: ago(30),
        joined: true,
      },
    ],
    [
      'that is provisioned, where the API does not say whether it is operational',
      dpu('d', 'Ready', { status: { conditions: [is('Ready', 'True', 40)] } }),
      { operational: false, readyNodes: ['d'] },
      { state: 'ready', label: 'Ready', since: ago(40) },
    ],
    [
      'whose services start',
      dpu('d', 'Ready', { status: operational('False', 5) }),
      { readyNodes: ['d'] },
      { state: 'notOperational', who: 'nobody' },
    ],
    [
      'whose services do not start',
      dpu('d', 'Ready', {
        status: {
          operationalConditions: [
            is('OperationalReady', 'False', 11),
            is('DPUServiceCriticalPodsReady', 'False', 11, 'pod hbn-0 crashes'),
          ],
        },
      }),
      { readyNodes: ['d'] },
      {
        state: 'notOperational',
        label: 'Not operational',
        waitsFor:
          'What runs on it: DPUServiceCriticalPodsReady is False, pod hbn-0 crashes',
        who: 'platform',
        since: ago(11),
      },
    ],
    [
      'whose Node has gone',
      dpu('d', 'Ready', { status: operational('False', 6) }),
      {},
      {
        state: 'silent',
        label: 'Silent',
        waitsFor: 'Host w1: the Node of the DPU is not Ready',
        who: 'platform',
        since: ago(6),
        joined: false,
      },
    ],
    [
      'whose Node has just gone',
      dpu('d', 'Ready', { status: operational('False', 4) }),
      {},
      { state: 'notOperational', who: 'nobody' },
    ],
    [
      'whose Node has gone with the API server of its cluster',
      dpu('d', 'Ready', { status: operational('True', 60) }),
      { health: 'unhealthy' },
      { state: 'operational' },
    ],
    [
      'that failed',
      dpu('d', 'Error', {
        status: {
          conditions: [
            is('Initialized', 'True', 60),
            is('OSInstalled', 'False', 10, 'the BFB does not boot.'),
          ],
        },
      }),
      {},
      {
        state: 'error',
        label: 'Error',
        waitsFor: 'Somebody to remove the cause: the BFB does not boot',
        who: 'platform',
        since: ago(10),
      },
    ],
    [
      'that is deleted',
      dpu('d', 'Error', { deleting: 3 }),
      {},
      { state: 'deleting', who: 'nobody', since: ago(3) },
    ],
    [
      'that is not deleted for long',
      dpu('d', 'Deleting', { deleting: 31 }),
      {},
      { state: 'deleting', who: 'platform' },
    ],
    [
      'that waits for a reboot by a person',
      rebooting({
        conditions: [is('Rebooted', 'False', 20, '', 'WaitForExternalReboot')],
      }),
      {},
      {
        state: 'held',
        label: 'Rebooting, 10 of 14',
        waitsFor: 'A reboot of host w1',
        who: 'platform',
        since: ago(20),
        held: {
          what: 'reboot',
          command: `kubectl -n ${OPERATOR} annotate dpunode w1 ${released}/dpunode-external-reboot-required-`,
        },
      },
    ],
    [
      'that waits until a person releases its host',
      dpu('d', 'Node Effect', {
        spec: { nodeEffect: { hold: true } },
        status: { conditions: [is('NodeEffectReady', 'False', 5)] },
      }),
      {},
      {
        state: 'held',
        label: 'Node Effect, 2 of 14',
        waitsFor: 'The release of host w1',
        held: {
          what: 'hold',
          command: `kubectl -n ${OPERATOR} annotate dpunodemaintenance w1-hold ${released}/wait-for-external-nodeeffect=false --overwrite`,
        },
      },
    ],
    [
      'whose reboot script does not end',
      rebooting({ rebootStatus: { reason: 'RebootScriptFailed' } }),
      {},
      {
        state: 'provisioning',
        waitsFor: 'The reboot script of host w1',
        who: 'platform',
      },
    ],
    [
      'that DPF reboots',
      rebooting({}),
      {},
      {
        state: 'provisioning',
        waitsFor: 'The reboot of host w1',
        who: 'nobody',
      },
    ],
    [
      'that DPF installs',
      dpu('d', 'OS Installing', {
        status: { conditions: [is('BFBPrepared', 'True', 12)] },
      }),
      {},
      {
        state: 'provisioning',
        label: 'OS Installing, 9 of 14',
        waitsFor: 'The installation of its operating system',
        who: 'nobody',
        since: ago(12),
      },
    ],
    [
      'that does not get on',
      dpu('d', 'DPU Cluster Config', {
        created: 120,
        status: {
          conditions: [
            is('OSInstalled', 'True', 31),
            is('DPUClusterReady', 'False', 31, 'Node is missing'),
          ],
        },
      }),
      {},
      {
        state: 'stuck',
        label: 'DPU Cluster Config, 12 of 14',
        waitsFor: 'Its Node, which joins team-b/green: Node is missing',
        who: 'platform',
        since: ago(31),
      },
    ],
    [
      'that an upgrade of DPF holds',
      dpu('d', 'Pending', {
        status: {
          conditions: [
            is('Pending', 'False', 5, '', 'DPFOperatorUpgradeInProgress'),
          ],
        },
      }),
      {},
      { waitsFor: 'The end of the upgrade of DPF', who: 'platform' },
    ],
    [
      'whose clock is wrong',
      dpu('d', 'DPU Config', {
        status: {
          conditions: [
            is('DPUConfig', 'False', 5, '', 'DPUClockUnsynchronized'),
          ],
        },
      }),
      {},
      { waitsFor: 'A clock on the DPU that is in time', who: 'platform' },
    ],
    [
      'that DPF has not seen yet',
      dpu('d', undefined, { spec: { cluster: {} } }),
      {},
      {
        state: 'unassigned',
        label: 'Initializing, 1 of 14',
        waitsFor: 'DPF has not looked for a DPU cluster yet',
        who: 'nobody',
      },
    ],
    [
      'whose cluster does not exist',
      dpu('d', 'OS Installing', {
        spec: { cluster: { name: 'gone', namespace: 'team-b' } },
      }),
      {},
      {
        state: 'provisioning',
        clusterName: 'team-b/gone',
        cluster: undefined,
        waitsFor: 'DPU cluster team-b/gone, which does not exist',
        who: 'platform',
      },
    ],
    [
      'whose cluster has not been listed yet',
      dpu('d', 'OS Installing', {
        spec: { cluster: { name: 'gone', namespace: 'team-b' } },
      }),
      { clustersKnown: false, clusters: [] },
      { waitsFor: 'The installation of its operating system', who: 'nobody' },
    ],
    [
      'in a phase of a newer DPF',
      dpu('d', 'Polish Chrome'),
      {},
      {
        state: 'provisioning',
        label: 'Polish Chrome',
        waitsFor: 'The next step of DPF',
      },
    ],
  ])('%s', (_, one, around, expected) => {
    expect(describeOne(one, around)).toMatchObject(expected);
  });

  it('has a name for each, and asks nobody to act on one that works', () => {
    expect(new Set(DPU_STATES.map(dpuStateName)).size).toBe(DPU_STATES.length);
    const fine = describeOne(
      dpu('d', 'Ready', { status: operational('True', 30) }),
      { readyNodes: ['d'] },
    );
    expect(fine.who).toBeUndefined();
    expect(fine.waitsFor).toBeUndefined();
  });

  it('quotes a host that is no name in the command that is copied', () => {
    const { held } = describeOne(
      dpu('d', 'Rebooting', {
        spec: { dpuNodeName: 'w1; reboot' },
        status: { rebootStatus: { reason: 'WaitForExternalReboot' } },
      }),
    );
    expect(held?.command).toContain(" dpunode 'w1; reboot' ");
  });

  it('is bounded, whatever the object says', () => {
    const long = 'x'.repeat(100_000);
    const described = describeOne(
      dpu('d', long, {
        spec: {
          dpuNodeName: long,
          dpuDeviceName: long,
          serialNumber: long,
          cluster: { name: long, namespace: long },
        },
        status: { conditions: [is('Error', 'True', 1, long)] },
      }),
    );
    expect(JSON.stringify(described).length).toBeLessThan(4_000);
  });
});

describe('a DPU without a cluster', () => {
  const GOLD = { matchLabels: { tier: 'gold' } };
  const waiting = (name: string) =>
    dpu(name, 'Initializing', {
      set: 'rack-1',
      spec: { cluster: { selector: GOLD } },
      status: {
        conditions: [
          is('Initialized', 'False', 7, 'no feasible cluster found'),
        ],
      },
    });

  it.each([
    [
      [green],
      'It gets no DPU cluster: no DPU cluster has the labels that it selects (tier=gold)',
      'platform',
    ],
    [
      [
        aCluster({
          metadata: { labels: { tier: 'gold' } },
          status: { phase: 'Creating' },
        }),
      ],
      'It gets no DPU cluster: no DPU cluster that it selects is Ready: team-b/green is Creating',
      'nobody',
    ],
  ])(
    'waits for what keeps DPF from assigning it %#',
    (clusters, waitsFor, who) => {
      const unassigned = [waiting('d1'), waiting('d2')];
      const described = describeOne(unassigned[1], { clusters, unassigned });
      expect(described).toMatchObject({
        state: 'unassigned',
        waitsFor,
        who,
        since: ago(7),
      });
      expect(described.remedy).toMatch(/\w/);
    },
  );
});

describe('what made a DPU', () => {
  const set = (
    name: string,
    madeBy?: string,
    bfb = 'bfb-2',
    dpuFlavor = 'hbn',
  ) =>
    readDpuSet({
      metadata: {
        name,
        namespace: OPERATOR,
        ownerReferences: madeBy
          ? [
              {
                apiVersion: 'svc.dpu.nvidia.com/v1alpha1',
                kind: 'DPUDeployment',
                name: madeBy,
                uid: '1',
              },
            ]
          : undefined,
      },
      spec: { dpuTemplate: { spec: { bfb: { name: bfb }, dpuFlavor } } },
    });
  const made = (spec: Dpu['spec'] = {}, outdated?: string) =>
    dpu('d', 'Ready', {
      set: 'rack-1',
      spec: { bfb: 'bfb-2', dpuFlavor: 'hbn', ...spec },
      status: { outdated: outdated ? { reason: outdated } : undefined },
    });
  const known = (...dpuSets: ReturnType<typeof set>[]): Around => ({
    selectors: () => ({ dpuSets }),
  });
  const rack = { kind: 'DPUSet', namespace: OPERATOR, name: 'rack-1' };

  it('is its DPUSet, the DPUDeployment that made that, or somebody by hand', () => {
    expect(describeOne(made(), known(set('rack-1'))).origin).toEqual(rack);
    expect(describeOne(made(), known(set('rack-1', 'hbn'))).origin).toEqual({
      kind: 'DPUDeployment',
      namespace: OPERATOR,
      name: 'hbn',
      dpuSet: 'rack-1',
    });
    expect(describeOne(dpu('d', 'Ready'), known()).origin).toBeUndefined();
  });

  it('is its DPUSet by the label, or by the owner reference, while DPUSets may not be read', () => {
    expect(describeOne(made()).origin).toEqual(rack);
    const owned = dpu('d', 'Ready');
    owned.metadata.ownerReferences = [
      {
        apiVersion: `${released}/v1alpha1`,
        kind: 'DPUSet',
        name: 'rack-1',
        uid: '1',
      },
    ];
    expect(describeOne(owned).origin).toEqual(rack);
  });

  it.each<[string, Dpu, Around, string[] | undefined]>([
    ['DPF says', made({}, 'OutdatedSecureBoot'), {}, ['secure boot setting']],
    ['nothing', made(), known(set('rack-1')), []],
    ['its BFB', made({ bfb: 'bfb-1' }), known(set('rack-1')), ['BFB']],
    [
      'both',
      made({ bfb: 'bfb-1', dpuFlavor: 'ovn' }),
      known(set('rack-1')),
      ['BFB', 'DPUFlavor'],
    ],
    ['something of another DPUSet', made(), known(set('rack-2')), undefined],
    ['what may not be read', made({ bfb: 'bfb-1' }), {}, undefined],
  ])('differs in %s', (_, one, around, expected) => {
    const { outdated, outdatedRemedy } = describeOne(one, around);
    expect(outdated).toEqual(expected);
    expect(outdatedRemedy !== undefined).toBe(Boolean(expected?.length));
  });
});

describe('the step of a DPU', () => {
  const NEW = [
    'Initializing',
    'Node Effect',
    'Pending',
    'Update Firmware',
    'Config FW Parameters',
    'Prepare BFB',
    'OS Installing',
    'DPU Config',
    'DPU Cluster Config',
    'Host Network Configuration',
    'Service Readiness',
    'Ready',
    'Error',
    'Deleting',
    'Rebooting',
    'Perform ARM Force Restart',
    'Initialize Interface',
    'Node Effect Removal',
    'Checking Host Reboot Required',
  ];
  const OLD = [
    'Initializing',
    'Node Effect',
    'Pending',
    'DMS Deployment',
    'OS Installing',
    'DPU Cluster Config',
    'Host Network Configuration',
    'Ready',
    'Error',
    'Deleting',
    'Rebooting',
  ];
  const without = (phase: string) => NEW.filter(one => one !== phase);

  it.each<[string, string | undefined, string[] | undefined, string]>([
    ['Initializing', undefined, NEW, 'Initializing, 1 of 14'],
    ['Update Firmware', undefined, NEW, 'Update Firmware, 6 of 14'],
    ['Rebooting', 'Update Firmware', NEW, 'Rebooting, 7 of 14'],
    ['Rebooting', 'Initialize Interface', NEW, 'Rebooting, 4 of 14'],
    ['Rebooting', 'DPU Config', NEW, 'Rebooting, 10 of 14'],
    ['Rebooting', 'Rebooting', NEW, 'Rebooting, 10 of 14'],
    ['Prepare BFB', 'Rebooting', NEW, 'Prepare BFB, 8 of 14'],
    ['OS Installing', undefined, NEW, 'OS Installing, 9 of 14'],
    ['Node Effect Removal', undefined, NEW, 'Node Effect Removal, 14 of 14'],
    [
      'Perform ARM Force Restart',
      'OS Installing',
      NEW,
      'Perform ARM Force Restart, 9 of 14',
    ],
    ['Perform ARM Force Restart', undefined, NEW, 'Perform ARM Force Restart'],
    [
      'OS Installing',
      undefined,
      without('Update Firmware'),
      'OS Installing, 8 of 13',
    ],
    ['OS Installing', undefined, OLD, 'OS Installing, 5 of 8'],
    ['Rebooting', 'DPU Config', OLD, 'Rebooting, 6 of 8'],
    [
      'Host Network Configuration',
      undefined,
      OLD,
      'Host Network Configuration, 8 of 8',
    ],
  ])('%s after %s', (phase, previousPhase, phases, label) => {
    const one = dpu('d', phase, { status: { phase, previousPhase } });
    expect(describeOne(one, { phases }).label).toBe(label);
  });

  it('is told by the fields of the DPU while the schema is not known', () => {
    const spec = { dpuNodeName: undefined, nodeName: 'w1' };
    const old = dpu('d', 'OS Installing', { spec });
    expect(describeOne(old).label).toBe('OS Installing, 5 of 8');
  });
});

describe('the findings of a cluster', () => {
  const broken = [
    dpu('failed', 'Error'),
    dpu('held', 'Rebooting', {
      status: { rebootStatus: { reason: 'WaitForExternalReboot' } },
    }),
    dpu('late', 'OS Installing', { created: 120 }),
    dpu('lost', 'Ready', { status: operational('False', 6) }),
    dpu('idle', 'Ready', { status: operational('False', 11) }),
  ];

  it('name the DPUs that are in the state which they are about', () => {
    const { world, around } = surroundings({ readyNodes: ['idle'] });
    const all = { ...world, dpusOf: () => broken };
    const states = describeDpus(broken, all, around).map(({ state }, index) => [
      broken[index].metadata.name,
      state,
    ]);
    const named = (code: FindingCode) =>
      findingsOf(green, all).find(finding => finding.code === code)?.evidence
        ?.dpus;
    expect(states).toEqual([
      ['failed', 'error'],
      ['held', 'held'],
      ['late', 'stuck'],
      ['lost', 'silent'],
      ['idle', 'notOperational'],
    ]);
    expect(named('DpusFailed')).toEqual(['failed']);
    expect(named('DpusHeld')).toEqual(['held']);
    expect(named('DpusNotJoined')).toEqual(['late']);
    expect(named('DpuLost')).toEqual(['lost']);
    expect(named('DpusNotOperational')).toEqual(['idle']);
  });
});
