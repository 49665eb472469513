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
  --fresh             delete the local state (clusters, tasks, history) first
  --port N            port of the portal (default 3000)
  --backend-port N    port of its back end (default 7007)
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
  const kubeconfig = parseKubeconfig(values.kubeconfig, cwd);
  assertGuestsAreWanted(kubeconfig, values.guests, values.kubeconfig);
  return {
    kubeconfig,
    guests: values.guests,
    roles: parseRoles(values.roles, kubeconfig),
    fresh: values.fresh,
    port: parsePort(values.port, 'port'),
    backendPort: parsePort(values['backend-port'], 'backend-port'),
    stateDir: resolve(cwd, values.state),
    verbose: values.verbose,
  };
}
