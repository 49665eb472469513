import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../progress/UserError.mjs';

export const startUsage = `Usage: npm start [-- options]

Starts the portal: a local management cluster, the back end and the front end.

  --kubeconfig FILE   use an existing management cluster instead of a local one;
                      no controllers run unless --roles is given;
                      requires --guests
  --guests            with --kubeconfig: everybody signs in as guest, without a
                      password; anyone who can open the portal on this machine
                      acts on that management cluster with the rights of FILE
  --roles LIST        controllers to run: kamaji,static,provisioning
  --replicas N        run N back ends (1 to 9) on one Postgres, with the controllers
                      in a process of their own; requests go to them in turn
  --postgres STRING   with --replicas: connection string of a Postgres that exists;
                      default: one of its own in the local state
  --fresh             delete the local state (clusters, tasks, history) first
  --port N            port of the portal (default 3000)
  --backend-port N    port of its back end (default 7007); with --replicas, the
                      back ends themselves have the ports after it
  --state DIR         directory for local state (default .local)
  --verbose           show the output of every process
  --help, -h          show this text
`;

const ROLES = ['kamaji', 'static', 'provisioning'];

function parsePort(text, option) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UsageError(
      `--${option} ${text} is not a port.`,
      'Give a number from 1 to 65535.',
    );
  }
  return port;
}

/** So many that the ports after the back end's suffice, and this machine probably does not. */
const MOST_REPLICAS = 9;

function parseReplicas({ replicas, postgres, kubeconfig }) {
  if (replicas === undefined) {
    if (postgres !== undefined) {
      throw new UsageError(
        '--postgres is for several back ends; a single one keeps its data in SQLite.',
        'Add --replicas 2.',
      );
    }
    return undefined;
  }
  const number = Number(replicas);
  if (!/^\d+$/.test(replicas) || number < 1 || number > MOST_REPLICAS) {
    throw new UsageError(
      `--replicas ${replicas} is not a number of back ends.`,
      `Give a number from 1 to ${MOST_REPLICAS}.`,
    );
  }
  if (kubeconfig !== undefined) {
    throw new UsageError(
      '--replicas is for the local cluster, not for --kubeconfig: the controllers beside several back ends would take over an existing management cluster.',
      'Leave one of the two out. docs/install.md says how to run several replicas in production.',
    );
  }
  return number;
}

function parsePostgres(text) {
  const protocol =
    text !== undefined && URL.canParse(text) ? new URL(text).protocol : '';
  if (text !== undefined && !/^postgres(ql)?:$/.test(protocol)) {
    // Not the text itself: it may have a password.
    throw new UsageError(
      '--postgres is not a connection string.',
      'Give one like postgresql://USER:PASSWORD@HOST:5432/DATABASE. A password that is left out is read from PGPASSWORD.',
    );
  }
  return text;
}

function parseRoles(text, kubeconfig) {
  if (text === undefined) {
    return kubeconfig ? [] : ROLES;
  }
  const roles = text
    .split(',')
    .map(role => role.trim())
    .filter(Boolean);
  const unknown = roles.filter(role => !ROLES.includes(role));
  if (unknown.length > 0) {
    throw new UsageError(
      `--roles: there is no role ${unknown.join(', ')}.`,
      `The roles are ${ROLES.join(', ')}.`,
    );
  }
  return roles;
}

function parseKubeconfig(text, cwd) {
  if (text === undefined) {
    return undefined;
  }
  const file = resolve(cwd, text);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new UsageError(
      `The kubeconfig ${text} does not exist.`,
      'Give the path of a kubeconfig file of the management cluster.',
    );
  }
  return file;
}

function assertGuestsAreWanted(kubeconfig, guests, text) {
  if (kubeconfig && !guests) {
    throw new UsageError(
      'The portal did not start: its only sign-in is as guest, without a password. ' +
        'Anyone who can open the portal on this machine could act as guest on the management cluster of ' +
        `${text}, with the rights of that kubeconfig.`,
      `If that is what you want, add --guests: npm start -- --kubeconfig ${text} --guests`,
    );
  }
}

/**
 * Reads the options of `npm start`.
 *
 * @returns `undefined` if help was requested
 * @throws UsageError
 */
export function parseStartArguments(args, { cwd }) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        roles: { type: 'string' },
        replicas: { type: 'string' },
        postgres: { type: 'string' },
        guests: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        port: { type: 'string', default: '3000' },
        'backend-port': { type: 'string', default: '7007' },
        state: { type: 'string', default: '.local' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(error.message, startUsage);
  }
  if (values.help) {
    return undefined;
  }
  const replicas = parseReplicas(values);
  const postgres = parsePostgres(values.postgres);
  const kubeconfig = parseKubeconfig(values.kubeconfig, cwd);
  assertGuestsAreWanted(kubeconfig, values.guests, values.kubeconfig);
  const backendPort = parsePort(values['backend-port'], 'backend-port');
  if (backendPort + (replicas ?? 0) > 65535) {
    throw new UsageError(
      `--backend-port ${backendPort} leaves no ports for ${replicas} back ends after it.`,
      'Give a smaller number.',
    );
  }
  return {
    kubeconfig,
    guests: values.guests,
    roles: parseRoles(values.roles, kubeconfig),
    replicas,
    postgres,
    fresh: values.fresh,
    port: parsePort(values.port, 'port'),
    backendPort,
    stateDir: resolve(cwd, values.state),
    verbose: values.verbose,
  };
}
