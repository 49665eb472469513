/** A mode of earlier releases that is still accepted. */
const ENABLED = 'enabled';

/** The built-in reconciler roles. @public */
export type ControllerRole = 'kamaji' | 'static' | 'provisioning';

/** The built-in roles. @public */
export const CONTROLLER_ROLES: readonly ControllerRole[] = [
  'kamaji',
  'static',
  'provisioning',
];

/**
 * How a role is configured. `auto`: it runs where DPF's own controller of the role is not installed.
 *
 * @public
 */
export type RoleMode = 'disabled' | 'auto';

/** The modes of a role that a configuration may name. @public */
export const ROLE_MODES: readonly RoleMode[] = ['disabled', 'auto'];

/**
 * Reads a configured role mode; `undefined` if there is no such mode. `enabled` of earlier releases is read as `auto`
 * and needs a warning.
 *
 * @public
 */
export function readRoleMode(
  text: string,
): { mode: RoleMode; isEnabledOfBefore: boolean } | undefined {
  const isEnabledOfBefore = text === ENABLED;
  const mode = isEnabledOfBefore
    ? 'auto'
    : ROLE_MODES.find(known => known === text);
  return mode && { mode, isEnabledOfBefore };
}

/**
 * The warning about roles that are configured as `enabled`.
 *
 * @param roles - where each of them is configured.
 * @public
 */
export function enabledOfBeforeWarning(roles: readonly string[]): string {
  return `The role mode ${ENABLED} is read as auto (${roles.join(
    ', ',
  )}): a role no longer runs where DPF's own controller of the role is installed. Write auto instead.`;
}

/**
 * Who runs a role on a management cluster, and why.
 *
 * @public
 */
export interface ControllerRoleStatus {
  role: ControllerRole;
  mode: RoleMode;
  /** `unknown`: what may not be read counts as "vendor present". */
  runBy: 'portal' | 'vendor' | 'nobody' | 'unknown';
  /** One sentence with the reason. */
  reason: string;
  /** The Lease's holder identity, where one is recorded. */
  holder?: string;
  /** When the holder took the Lease, by its own clock; RFC 3339. */
  holderSince?: string;
}

const RUNNERS: Record<
  Exclude<ControllerRoleStatus['runBy'], 'portal'>,
  string
> = {
  vendor: 'DPF',
  nobody: 'nobody',
  unknown: 'not known',
};

/** Who runs a role, in a word: `this portal`, `dpf-controllers`, `DPF`, `nobody` or `not known`. @public */
export function describeRunner({
  runBy,
  mode,
}: Pick<ControllerRoleStatus, 'runBy' | 'mode'>): string {
  if (runBy !== 'portal') {
    return RUNNERS[runBy];
  }
  return mode === 'disabled' ? 'dpf-controllers' : 'this portal';
}
