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
  /** The shape of DPF's kinds. */
  shape: DefinitionShape;
  /** End when stdin does. */
  parentPipe: boolean;
}

export interface JoinArguments {
  command: 'join';
  stateDir: string;
  cluster: DpuClusterRef;
  /** Names of the DPUs; else `count` says how many. */
  names?: string[];
  count?: number;
  /** For how long each phase is to be seen. */
  paceMs?: number;
}

export const USAGE = `Usage: local-cluster up --state DIR [--fresh] [--light] [--port N] [--shape SHAPE] [--parent-pipe]
       local-cluster join --state DIR CLUSTER (DPU... | --count N) [--pace MS]

  up runs a local cluster until it is told to stop:
  --state DIR    where everything lives; a later start finds its clusters again
  --fresh        forget what DIR holds
  --light        tenants that answer health and version only, for load tests
  --port N       the API server's port (default: a free one, kept from start to start)
  --shape SHAPE  how DPF's kinds are defined: dpf-24.10, or dpf-25.10 as from there on (default: dpf-25.10)
  --parent-pipe  end when stdin ends

  join plays DPF for a cluster of the local cluster that runs with DIR: it makes DPUs, takes them
  through their phases and lets their Nodes join. To repeat it does no harm; interrupted, it goes on:
  CLUSTER        NAMESPACE/NAME of a DPUCluster, or static: the one that stands for the ready-made cluster
  DPU            name of a DPU and of its Node, HOST-DEVICE
  --count N      the first N DPUs of the cluster, which get names
  --pace MS      how long each phase is to be seen (default 300)
  Where the DPU kind is not served, as in the developer guide's group, it makes Nodes only.

  help, --help, -h print this text.
`;

/**
 * @returns `undefined` when help was asked for.
 * @throws Error whose message says which argument is wrong.
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
    throw new Error('The commands are `up` and `join`');
  }
  if (!values.state) {
    throw new Error('--state is missing');
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
    throw new Error(`"${text}" is neither NAMESPACE/NAME nor static`);
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
    throw new Error('Name DPUs or give --count, not both');
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
    throw new Error(`${option} ${text} is no number from ${least} to ${most}`);
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
        ? 'No DPU is named, and there is no --count'
        : `"${wrong}" is no name for a Node`,
    );
  }
  return names;
}

function parseShape(text: string = NEWEST_SHAPE): DefinitionShape {
  const shape = DEFINITION_SHAPES.find(known => known === text);
  if (!shape || shape === 'guide') {
    throw new Error(`--shape ${text} is neither dpf-24.10 nor dpf-25.10`);
  }
  return shape;
}

function parsePort(text: string | undefined): number | undefined {
  const port = text === undefined ? undefined : Number(text);
  if (
    port !== undefined &&
    !(Number.isInteger(port) && port > 0 && port < 65536)
  ) {
    throw new Error(`--port ${text} is no port`);
  }
  return port;
}
