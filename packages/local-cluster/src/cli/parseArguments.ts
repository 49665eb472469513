import { parseArgs } from 'node:util';
import {
  DEFINITION_SHAPES,
  DefinitionShape,
  NEWEST_SHAPE,
} from '../cluster/definitionShapes';
import { DpuClusterRef } from '../dpu/findDpuCluster';

export interface UpArguments {
  command: 'up';
  stateDir: string;
  fresh: boolean;
  light: boolean;
  port?: number;
  /** The shape of DPF's definitions. */
  shape: DefinitionShape;
  /** Stop when stdin is closed. */
  parentPipe: boolean;
}

export interface JoinArguments {
  command: 'join';
  stateDir: string;
  cluster: DpuClusterRef;
  /** Names of the DPUs. Otherwise `count` is their number. */
  names?: string[];
  count?: number;
  /** Duration of each phase in milliseconds. */
  paceMs?: number;
}

export const USAGE = `Usage: local-cluster up --state DIR [--fresh] [--light] [--port N] [--shape SHAPE] [--parent-pipe]
       local-cluster join --state DIR CLUSTER (DPU... | --count N) [--pace MS]

  up runs a local cluster until SIGTERM, SIGINT (Ctrl-C) or SIGHUP:
  --state DIR    directory for all state; a later start with the same DIR restores the clusters
  --fresh        delete the contents of DIR first
  --light        DPU clusters with a minimal API server, for load tests
  --port N       port of the API server (default: a free port, kept for later starts)
  --shape SHAPE  DPF API version to define: dpf-24.10, or dpf-25.10 and later (default: dpf-25.10)
  --parent-pipe  stop when stdin is closed

  join simulates DPF for a DPUCluster of the local cluster that runs with DIR: it creates DPUs,
  takes them through their phases and lets their Nodes join. It can be repeated, also after an interruption:
  CLUSTER        NAMESPACE/NAME of a DPUCluster, or static for the built-in static cluster
  DPU            name of a DPU and of its Node, HOST-DEVICE
  --count N      create N DPUs with generated names
  --pace MS      duration of each phase in milliseconds (default 300)
  If the API group has no DPU kind, as in the developer guide, join only creates Nodes.

  help, --help, -h print this text.
`;

/**
 * Parses the command line.
 *
 * @returns `undefined` if help was requested.
 * @throws Error if an argument is invalid; the message names it.
 */
export function parseArguments(
  args: string[],
): UpArguments | JoinArguments | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      state: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      light: { type: 'boolean', default: false },
      port: { type: 'string' },
      shape: { type: 'string' },
      count: { type: 'string' },
      pace: { type: 'string' },
      'parent-pipe': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help || command === 'help') {
    return undefined;
  }
  if (command !== 'join' && !(command === 'up' && rest.length === 0)) {
    throw new Error('The command must be `up` or `join`');
  }
  if (!values.state) {
    throw new Error('--state DIR is required');
  }
  if (command === 'join') {
    const [cluster = '', ...names] = rest;
    return {
      command,
      stateDir: values.state,
      cluster: parseCluster(cluster),
      ...parseDpus(names, values.count),
      ...(values.pace === undefined
        ? {}
        : { paceMs: parseNumber('--pace', values.pace, 0, 60_000) }),
    };
  }
  return {
    command: 'up',
    stateDir: values.state,
    fresh: values.fresh,
    light: values.light,
    port: parsePort(values.port),
    shape: parseShape(values.shape),
    parentPipe: values['parent-pipe'],
  };
}

function parseCluster(text: string): DpuClusterRef {
  if (text === 'static') {
    return text;
  }
  const [namespace, name, more] = text.split('/');
  if (!namespace || !name || more !== undefined) {
    throw new Error(`CLUSTER must be NAMESPACE/NAME or static, not "${text}"`);
  }
  return { namespace, name };
}

function parseDpus(
  names: string[],
  count: string | undefined,
): Pick<JoinArguments, 'names' | 'count'> {
  if (count === undefined) {
    return { names: parseNames(names) };
  }
  if (names.length > 0) {
    throw new Error('Give either names of DPUs or --count, not both');
  }
  return { count: parseNumber('--count', count, 1, 3000) };
}

function parseNumber(
  option: string,
  text: string,
  least: number,
  most: number,
): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Error(
      `${option} must be a whole number from ${least} to ${most}, not ${text}`,
    );
  }
  return number;
}

function parseNames(names: string[]): string[] {
  const wrong = names.find(
    name => !/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/.test(name),
  );
  if (wrong !== undefined || names.length === 0) {
    throw new Error(
      wrong === undefined
        ? 'Give the names of DPUs or --count'
        : `"${wrong}" is not a valid Node name`,
    );
  }
  return names;
}

function parseShape(text: string = NEWEST_SHAPE): DefinitionShape {
  const shape = DEFINITION_SHAPES.find(known => known === text);
  if (!shape || shape === 'guide') {
    throw new Error(`--shape must be dpf-24.10 or dpf-25.10, not ${text}`);
  }
  return shape;
}

function parsePort(text: string | undefined): number | undefined {
  const port = text === undefined ? undefined : Number(text);
  if (
    port !== undefined &&
    !(Number.isInteger(port) && port > 0 && port < 65536)
  ) {
    throw new Error(`--port must be a port number, not ${text}`);
  }
  return port;
}
