import { parseArgs } from 'node:util';

export interface UpArguments {
  stateDir: string;
  fresh: boolean;
  light: boolean;
  port?: number;
  /** End when stdin does. */
  parentPipe: boolean;
}

export const USAGE = `Usage: local-cluster up --state DIR [--fresh] [--light] [--port N] [--parent-pipe]

  --state DIR    where everything lives; a later start finds its clusters again
  --fresh        forget what DIR holds
  --light        tenants that answer health and version only, for load tests
  --port N       the API server's port (default: a free one, kept from start to start)
  --parent-pipe  end when stdin ends
`;

/** Throws an Error for people when the arguments make no sense. */
export function parseArguments(args: string[]): UpArguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      state: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      light: { type: 'boolean', default: false },
      port: { type: 'string' },
      'parent-pipe': { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== 'up') {
    throw new Error('The only command is `up`');
  }
  if (!values.state) {
    throw new Error('--state is missing');
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (
    port !== undefined &&
    !(Number.isInteger(port) && port > 0 && port < 65536)
  ) {
    throw new Error(`--port ${values.port} is no port`);
  }
  return {
    stateDir: values.state,
    fresh: values.fresh,
    light: values.light,
    port,
    parentPipe: values['parent-pipe'],
  };
}
