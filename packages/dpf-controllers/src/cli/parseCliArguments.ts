import { parseArgs } from 'node:util';
import {
  CONTROLLER_ROLES,
  ControlPlaneSettings,
  ControllerRole,
  DPU_CLUSTER_GROUPS,
  ROLE_MODES,
  RoleMode,
  Toleration,
  enabledOfBeforeWarning,
  podRangeProblem,
  readRoleMode,
  readToleration,
  tolerationProblem,
  versionProblem,
} from '@dpf-portal/dpf-model';
import { messageOf } from '@dpf-portal/kube-controller';
import { AddressFence, LabelEdit, TenantAccess } from '@dpf-portal/dpf-world';
import { readLabelEdit } from '../explain/readLabelEdit';
import { BindAddress } from '../metrics/OperationsServer';

export const COMMANDS = [
  'run',
  'doctor',
  'explain',
  'footprint',
  'handback',
  'leave',
] as const;
export type Command = (typeof COMMANDS)[number];

export const OUTPUT_FORMATS = ['text', 'json', 'markdown'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The arguments of explain. */
export interface ExplainArguments {
  /** Files and folders of the dump; `-` is the standard input. */
  dumps: string[];
  /** The cluster whose labels are assumed to be edited. */
  cluster?: string;
  ifLabels: LabelEdit[];
  /** Manifests of clusters that do not exist. */
  ifNewClusters: string[];
  /** The time to which durations relate, milliseconds since the epoch. */
  now?: number;
  /** About how many DPUs of each DPUSet it is asked where they go. */
  next?: number;
}

/** The validated command line. */
export interface CliArguments {
  command: Command;
  /** If absent, the service account of the pod is used. */
  kubeconfig?: string;
  context?: string;
  roles: Partial<Record<ControllerRole, RoleMode>>;
  /** Warnings about arguments that are deprecated; one sentence each. */
  warnings: string[];
  groups: string[];
  tenantAccess: TenantAccess;
  leaderElectionNamespace?: string;
  identity?: string;
  keepalivedImage?: string;
  controlPlanes: ControlPlaneSettings;
  /** Milliseconds. */
  probeIntervalMs?: number;
  /** Milliseconds. */
  afterReadyMs?: number;
  /** Where `/metrics` is served. */
  metrics?: BindAddress;
  /** Where `/healthz` and `/readyz` are served. */
  health?: BindAddress;
  /** Modules with cluster managers. */
  managers: string[];
  /** doctor, explain, footprint, leave: how the result is printed. */
  output: OutputFormat;
  explain: ExplainArguments;
  /** leave: only print what would be removed. */
  dryRun: boolean;
  /** handback */
  undo: boolean;
  /** handback */
  timeoutMs: number;
}

/** The arguments are invalid. The message says what is valid. */
export class CliUsageError extends Error {
  readonly name = 'CliUsageError';
}

function checkedToleration(text: string): Toleration {
  const problem = tolerationProblem(text);
  if (problem) {
    throw new CliUsageError(`--toleration: ${problem}`);
  }
  return readToleration(text);
}

function isRole(text: string): text is ControllerRole {
  return CONTROLLER_ROLES.some(role => role === text);
}

function parseRoles(text: string): Pick<CliArguments, 'roles' | 'warnings'> {
  const roles: Partial<Record<ControllerRole, RoleMode>> = {};
  const enabledOfBefore: string[] = [];
  for (const item of text.split(',').filter(Boolean)) {
    const [role, written = 'auto'] = item.trim().split('=');
    if (!isRole(role)) {
      throw new CliUsageError(
        `There is no role ${role}. The roles are ${CONTROLLER_ROLES.join(
          ', ',
        )}.`,
      );
    }
    const read = readRoleMode(written);
    if (!read) {
      throw new CliUsageError(
        `The mode of ${role} must be ${ROLE_MODES.join(
          ' or ',
        )}, not ${written}.`,
      );
    }
    roles[role] = read.mode;
    if (read.isEnabledOfBefore) {
      enabledOfBefore.push(`--roles ${role}`);
    }
  }
  return {
    roles,
    warnings: enabledOfBefore.length
      ? [enabledOfBeforeWarning(enabledOfBefore)]
      : [],
  };
}

function checkGroups(groups: string[]): string[] {
  const known: string[] = Object.values(DPU_CLUSTER_GROUPS);
  const unknown = groups.find(group => !known.includes(group));
  if (unknown) {
    throw new CliUsageError(
      `There is no group ${unknown}. The groups are ${known.join(' and ')}.`,
    );
  }
  return groups;
}

/** An address as in controller-runtime's flags: `0` is off, no host is every address. */
function parseBindAddress(
  flag: string,
  text?: string,
): BindAddress | undefined {
  if (text === undefined || text === '0') {
    return undefined;
  }
  const [, host, port] = /^(?:\[?([^\]]*?)\]?)?:(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new CliUsageError(
      `--${flag} is host:port, such as 127.0.0.1:8080 or :8080, not ${text}.`,
    );
  }
  return { ...(host ? { host } : {}), port: Number(port) };
}

function parseCommand(argv: string[]): [Command, string[]] {
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith('-')) {
    return ['run', argv];
  }
  const command = COMMANDS.find(known => known === first);
  if (!command) {
    throw new CliUsageError(
      `There is no command ${first}. The commands are ${COMMANDS.join(', ')}.`,
    );
  }
  return [command, rest];
}

function checked(
  flag: string,
  text: string | undefined,
  problemOf: (text: string) => string | undefined,
): string | undefined {
  const problem = text === undefined ? undefined : problemOf(text);
  if (problem) {
    throw new CliUsageError(`--${flag}: ${problem}`);
  }
  return text;
}

function parseSeconds(flag: string, text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= 3600)) {
    throw new CliUsageError(
      `--${flag} must be from 1 to 3600 seconds, not ${text}.`,
    );
  }
  return seconds * 1000;
}

function checkedLabelEdit(text: string): LabelEdit {
  const edit = readLabelEdit(text);
  if (typeof edit === 'string') {
    throw new CliUsageError(`--if-label: ${edit}`);
  }
  return edit;
}

function parseTime(text: string | undefined): number | undefined {
  const time = text === undefined ? undefined : Date.parse(text);
  if (Number.isNaN(time)) {
    throw new CliUsageError(
      `--now must be a time such as 2026-11-30T18:00:00Z, not ${text}.`,
    );
  }
  return time;
}

function parseNext(text: string | undefined): number | undefined {
  const next = text === undefined ? undefined : Number(text);
  if (
    next !== undefined &&
    !(Number.isInteger(next) && next >= 1 && next <= 3000)
  ) {
    throw new CliUsageError(`--next must be from 1 to 3000, not ${text}.`);
  }
  return next;
}

function parseOutput(text = 'text'): OutputFormat {
  const format = OUTPUT_FORMATS.find(known => known === text);
  if (!format) {
    throw new CliUsageError(
      `--output must be ${OUTPUT_FORMATS.join(', ')}, not ${text}.`,
    );
  }
  return format;
}

function checkCidrs(allowedCidrs: string[]): string[] {
  try {
    void new AddressFence({ allowedCidrs });
  } catch (error) {
    throw new CliUsageError(
      `--allow-cidr must be a network such as 10.0.0.0/8: ${messageOf(error)}`,
    );
  }
  return allowedCidrs;
}

/**
 * @returns `undefined` when help was asked for.
 * @throws CliUsageError
 */
export function parseCliArguments(
  argv: string[],
  env: NodeJS.ProcessEnv = process.env,
): CliArguments | undefined {
  if (argv[0] === 'help') {
    return undefined;
  }
  const [command, args] = parseCommand(argv);
  let values;
  let positionals;
  try {
    ({ values, positionals } = parseArgs({
      args,
      allowPositionals: command === 'explain',
      options: {
        kubeconfig: { type: 'string' },
        context: { type: 'string' },
        roles: { type: 'string', default: CONTROLLER_ROLES.join(',') },
        group: { type: 'string', multiple: true, default: [] },
        'tenant-proxy': { type: 'string' },
        'allow-cidr': { type: 'string', multiple: true, default: [] },
        'leader-election-namespace': { type: 'string' },
        identity: { type: 'string' },
        'keepalived-image': { type: 'string' },
        'kubernetes-version': { type: 'string' },
        'pod-cidr': { type: 'string' },
        toleration: { type: 'string', multiple: true, default: [] },
        'probe-interval': { type: 'string' },
        'after-ready': { type: 'string' },
        'metrics-bind-address': { type: 'string' },
        'health-probe-bind-address': { type: 'string' },
        manager: { type: 'string', multiple: true, default: [] },
        output: { type: 'string' },
        json: { type: 'boolean', default: false },
        cluster: { type: 'string' },
        now: { type: 'string' },
        next: { type: 'string' },
        'if-label': { type: 'string', multiple: true, default: [] },
        'if-new-cluster': { type: 'string', multiple: true, default: [] },
        'dry-run': { type: 'boolean', default: false },
        undo: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '30' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new CliUsageError(messageOf(error));
  }
  if (values.help) {
    return undefined;
  }
  if (command === 'explain' && positionals.length === 0) {
    throw new CliUsageError('explain needs at least one file or folder.');
  }
  const isOffline = command === 'explain';
  if (!isOffline && !values.kubeconfig && !env.KUBERNETES_SERVICE_HOST) {
    throw new CliUsageError('--kubeconfig is missing, and this is no pod.');
  }
  const proxyUrl = values['tenant-proxy'];
  if (proxyUrl && !proxyUrl.startsWith('http://')) {
    throw new CliUsageError('--tenant-proxy must start with http://.');
  }
  const probeInterval = values['probe-interval'];
  const allowedCidrs = checkCidrs(values['allow-cidr']);
  return {
    command,
    kubeconfig: values.kubeconfig,
    context: values.context,
    ...parseRoles(values.roles),
    groups: checkGroups(values.group),
    tenantAccess: {
      mode: proxyUrl ? 'proxy' : 'direct',
      proxyUrl,
      ...(allowedCidrs.length ? { allowedCidrs } : {}),
    },
    leaderElectionNamespace: values['leader-election-namespace'],
    identity: values.identity,
    keepalivedImage: values['keepalived-image'],
    controlPlanes: {
      kubernetesVersion: checked(
        'kubernetes-version',
        values['kubernetes-version'],
        text => versionProblem(text),
      ),
      podCidr: checked('pod-cidr', values['pod-cidr'], podRangeProblem),
      ...(values.toleration.length
        ? { tolerations: values.toleration.map(checkedToleration) }
        : {}),
    },
    probeIntervalMs: probeInterval
      ? parseSeconds('probe-interval', probeInterval)
      : undefined,
    afterReadyMs: values['after-ready']
      ? parseSeconds('after-ready', values['after-ready'])
      : undefined,
    managers: values.manager,
    output: parseOutput(values.json ? 'json' : values.output),
    explain: {
      dumps: positionals,
      cluster: values.cluster,
      ifLabels: values['if-label'].map(checkedLabelEdit),
      ifNewClusters: values['if-new-cluster'],
      now: parseTime(values.now),
      next: parseNext(values.next),
    },
    dryRun: values['dry-run'],
    undo: values.undo,
    timeoutMs: parseSeconds('timeout', values.timeout),
    metrics: parseBindAddress(
      'metrics-bind-address',
      values['metrics-bind-address'],
    ),
    health: parseBindAddress(
      'health-probe-bind-address',
      values['health-probe-bind-address'],
    ),
  };
}
