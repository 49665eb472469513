import type { Condition } from '@dpf-portal/kube-controller';
import {
  DpuCounts,
  describeDpuCounts,
  describeDpuProgress,
} from '../cluster/countDpus';
import { DpuClusterPhase } from '../cluster/DpuCluster';
import { DpuClusterRef, dpuClusterTitle } from '../cluster/DpuClusterRef';
import { stateLabel } from '../cluster/stateLabel';
import { Finding, FindingWho } from '../findings/Finding';
import { TenantObservation } from '../findings/Observation';
import { Reach } from '../findings/reach';
import { Unchecked } from '../findings/unchecked';
import { DpfInstallation } from '../managementCluster/DpfOperatorConfig';
import { ControllerRoleStatus } from '../managementCluster/roles';
import { boundedText } from '../text/boundedText';
import { partsOfRemedy } from '../text/commands';
import { redact } from '../text/redact';
import { sentence } from '../text/sentence';
import { shellQuoted } from '../text/shellQuoted';
import { code, plain, table } from './markdown';

/** What a diagnosis is made of. A view of the REST API has the fields of `cluster`. @public */
export interface DiagnosisFacts {
  ref: DpuClusterRef;
  cluster: {
    uid: string;
    type: string;
    phase: DpuClusterPhase;
    /** RFC 3339. */
    phaseSince: string;
    createdAt: string;
    deletionRequestedAt?: string;
    pausedUntil?: string;
    owner?: string;
    group: string;
    managedBy: string;
    version?: string;
    requestedVersion?: string;
    maxNodes?: number;
    dpus: DpuCounts;
    endpoint?: {
      server?: string;
      vip?: string;
      virtualRouterID?: number;
      interface?: string;
    };
    observation?: TenantObservation;
    conditions: readonly Condition[];
    findings: readonly Finding[];
  };
  /** Entity ref of the platform's team. */
  platformOwner?: string;
  /** Whether the portal reaches the management cluster, and the time of what it shows. */
  source: {
    reachable: boolean;
    observedAt?: string;
    unchecked?: readonly Unchecked[];
  };
  reach?: Reach;
  roles: readonly ControllerRoleStatus[];
  dpf?: DpfInstallation;
  /** Newest first; `undefined` where they could not be read. */
  events?: ReadonlyArray<{
    type: string;
    reason: string;
    message: string;
    at?: string;
    count?: number;
    object: string;
  }>;
  /** Changes of the phase and of settings, oldest first; `undefined` where they could not be read. */
  changes?: ReadonlyArray<{ at: string; to: string; sentence?: string }>;
  /** Made of a dump, without a portal: nothing was checked, and there is no history. */
  isOfDump?: boolean;
  /** When it was made, RFC 3339; of a dump its time. */
  at: string;
}

const MOST_EVENTS = 50;
const MOST_CHANGES = 20;

function whoActs(
  who: FindingWho,
  { cluster, platformOwner }: DiagnosisFacts,
): string {
  if (who === 'nobody') {
    return 'nobody';
  }
  const team = who === 'owner' ? cluster.owner : platformOwner;
  return team ? `${who} (${team})` : who;
}

/** Its commands stay as they are, so that they can be copied. */
function step(remedy: string): string {
  return partsOfRemedy(remedy)
    .map(part =>
      'command' in part
        ? `\`${redact(boundedText(part.command))}\``
        : plain(part.text),
    )
    .join(' ');
}

function acknowledged({ acknowledgement }: Finding): string[] {
  if (!acknowledgement) {
    return [];
  }
  const { by, at, until, note } = acknowledgement;
  return [
    `  - Acknowledged: by ${plain(by)} at ${at}, until ${until}. ${plain(
      note,
    )}`,
  ];
}

function problems(facts: DiagnosisFacts): string[] {
  const { findings } = facts.cluster;
  if (!findings.length) {
    return ['No problems are known.'];
  }
  return findings.flatMap(finding => [
    `- **${finding.code}** (${finding.severity}${
      finding.blocking ? ', blocking' : ''
    }) ${plain(sentence(finding.sentence))}`,
    `  - Step: ${step(finding.remedy)}`,
    `  - Acts: ${plain(whoActs(finding.who, facts))}${
      finding.since ? `; since ${finding.since}` : ''
    }`,
    ...acknowledged(finding),
    ...(finding.effects ?? []).map(
      effect =>
        `  - Follows from it: ${effect.code}. ${plain(
          sentence(effect.sentence),
        )}`,
    ),
  ]);
}

/** What has no finding because the portal may not read it. */
function unchecked({ source }: DiagnosisFacts): string[] {
  return (source.unchecked ?? []).map(
    ({ what, right }) =>
      `- Not checked: ${plain(what)} Missing right: ${plain(right)}.`,
  );
}

function summary(facts: DiagnosisFacts): string[] {
  const { cluster, ref, source } = facts;
  const { endpoint = {} } = cluster;
  const lastKnown = source.reachable
    ? ''
    : `, last known at ${
        source.observedAt ?? 'no time'
      }: the portal cannot reach ${ref.managementCluster}`;
  const { requestedVersion } = cluster;
  return table(
    ['Fact', 'Value'],
    [
      ['Management cluster', ref.managementCluster],
      [
        'State',
        `${stateLabel(cluster)} since ${cluster.phaseSince}${lastKnown}`,
      ],
      ['Type', cluster.type],
      ['API group', cluster.group],
      ['UID', cluster.uid],
      ['Created', cluster.createdAt],
      ['Deletion requested', cluster.deletionRequestedAt],
      ['Paused until', cluster.pausedUntil],
      ['Owner', cluster.owner],
      ['Managed by', cluster.managedBy],
      ['Address', endpoint.server],
      ['VIP', endpoint.vip],
      ['Virtual router ID', endpoint.virtualRouterID?.toString()],
      ['Interface', endpoint.interface],
      [
        'DPUs',
        [
          describeDpuCounts(cluster.dpus, cluster.maxNodes),
          describeDpuProgress(cluster.dpus),
        ]
          .filter(Boolean)
          .join('; '),
      ],
      ['Kubernetes', cluster.version],
      ['Kubernetes, requested', requestedVersion],
      ['DPF', describeDpf(facts.dpf)],
    ].filter(([, value]) => value !== undefined),
  );
}

function describeDpf(dpf: DpfInstallation | undefined): string {
  if (!dpf) {
    return 'no DPFOperatorConfig';
  }
  if (!dpf.readable) {
    return 'unknown, DPFOperatorConfig may not be read';
  }
  const target = dpf.targetVersion ? `, target ${dpf.targetVersion}` : '';
  return `${dpf.version ?? 'version unknown'}${target}`;
}

function check({ cluster, isOfDump }: DiagnosisFacts): string[] {
  const { observation } = cluster;
  if (!observation) {
    return [
      isOfDump
        ? 'A dump has no check of the API server.'
        : 'The portal has not checked the API server.',
    ];
  }
  const kubelets = (observation.kubeletVersions ?? [])
    .map(({ version, count }) => `${count} × ${version}`)
    .join(', ');
  return table(
    ['Check from the portal', 'Value'],
    [
      ['Result', observation.health],
      ['Reason', observation.reason],
      ['Message', observation.message],
      ['Since', observation.since],
      ['Last check', observation.probedAt],
      ['Last answer', observation.answeredAt],
      ['API server', observation.serverVersion],
      ['kubelets', kubelets || undefined],
      ['Certificate expires', observation.certificateExpires],
    ].filter(([, value]) => value !== undefined),
  );
}

function conditions({ cluster }: DiagnosisFacts): string[] {
  return cluster.conditions.length
    ? table(
        ['Condition', 'Status', 'Reason', 'Message', 'Since'],
        cluster.conditions.map(each => [
          each.type,
          each.status,
          each.reason,
          each.message,
          each.lastTransitionTime,
        ]),
      )
    : ['No controller has reported a condition.'];
}

function changes({ changes: all, isOfDump }: DiagnosisFacts): string[] {
  if (!all) {
    return [
      isOfDump ? 'A dump has no history.' : 'The history could not be read.',
    ];
  }
  return all.length
    ? table(
        ['At', 'Changed to', 'Why or by whom'],
        all
          .slice(-MOST_CHANGES)
          .reverse()
          .map(({ at, to, sentence: why }) => [at, to, why]),
      )
    : ['No change is recorded.'];
}

function events({ events: all, isOfDump }: DiagnosisFacts): string[] {
  if (!all) {
    return [
      isOfDump
        ? 'Events are not read from a dump.'
        : 'The events could not be read.',
    ];
  }
  return all.length
    ? table(
        ['At', 'Type', 'Reason', 'Object', 'Message', 'Count'],
        all
          .slice(0, MOST_EVENTS)
          .map(({ at, type, reason, object, message, count = 1 }) => [
            at,
            type,
            reason,
            object,
            message,
            String(count),
          ]),
      )
    : ['There are no recent events.'];
}

/** What NVIDIA's support asks for. `dpfctl` is DPF's own command-line tool. */
function collection({ ref }: DiagnosisFacts): string[] {
  const name = shellQuoted(ref.name);
  return [
    'Run it with an admin kubeconfig of the management cluster. The first command exists from DPF v26.4 on and creates privileged Jobs on the nodes; the reports may contain secrets.',
    '',
    ...code(
      `dpfctl sosreport collect --dpu-cluster ${name} --archive --output-dir sosreport-${name}`,
      'dpfctl describe dpuclusters',
    ),
  ];
}

/**
 * Everything that is known about a cluster's trouble, as Markdown for a ticket. What looks like a secret is left out.
 *
 * @public
 */
export function diagnosisMarkdown(facts: DiagnosisFacts): string {
  const { ref, reach, roles } = facts;
  const sections: Array<[string, string[]]> = [
    [
      'Problems',
      [
        ...problems(facts),
        ...(reach ? ['', plain(reach.sentence)] : []),
        ...(facts.source.unchecked?.length ? ['', ...unchecked(facts)] : []),
      ],
    ],
    ['Facts', summary(facts)],
    ['Check from the portal', check(facts)],
    ['Conditions', conditions(facts)],
    ['Changes', changes(facts)],
    ['Events', events(facts)],
    [
      'Controllers',
      table(
        ['Role', 'Run by', 'Why'],
        roles.map(({ role, runBy, reason }) => [role, runBy, reason]),
      ),
    ],
    ['For NVIDIA’s support', collection(facts)],
  ];
  return [
    `# DPU cluster ${plain(dpuClusterTitle(ref))}`,
    '',
    `${facts.isOfDump ? 'Of a dump of' : 'Made at'} ${
      facts.at
    }. Times are in UTC.`,
    ...sections.flatMap(([title, lines]) => ['', `## ${title}`, '', ...lines]),
    '',
  ].join('\n');
}
