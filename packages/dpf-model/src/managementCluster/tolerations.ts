import { labelKeyProblem, labelValueProblem } from '../request/fields/labels';

/** A taint of a node. @public */
export interface Taint {
  key: string;
  value?: string;
  effect: string;
}

/** A toleration of a pod. @public */
export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

const EFFECTS = ['NoSchedule', 'NoExecute', 'PreferNoSchedule'];

/** Control planes and keepalived run only on nodes with one of these labels, whatever its value is. @public */
export const CONTROL_PLANE_NODE_LABELS: readonly string[] = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
];

/** What control planes and keepalived always tolerate, as the vendor's do. @public */
export const CONTROL_PLANE_TOLERATIONS: readonly Toleration[] =
  CONTROL_PLANE_NODE_LABELS.map(key => ({
    key,
    operator: 'Exists',
    effect: 'NoSchedule',
  }));

function read(text: string): Toleration & { key: string } {
  const [, key = '', value, effect] =
    /^([^=:]*)(?:=([^:]*))?(?::(.*))?$/s.exec(text) ?? [];
  return {
    key,
    ...(value === undefined
      ? { operator: 'Exists' }
      : { operator: 'Equal', value }),
    ...(effect === undefined ? {} : { effect }),
  };
}

/** Why a text of the setting `tolerations` is not the taint that it should be; `undefined` when it is. @public */
export function tolerationProblem(text: string): string | undefined {
  const { key, value, effect } = read(text);
  const shown = JSON.stringify(text.slice(0, 80));
  if (labelKeyProblem(key) || labelValueProblem(value ?? '')) {
    return `${shown} is no taint. Write it as kubectl does: KEY=VALUE:EFFECT, KEY:EFFECT or KEY.`;
  }
  return effect === undefined || EFFECTS.includes(effect)
    ? undefined
    : `The effect in ${shown} is none of ${EFFECTS.join(', ')}.`;
}

/** The toleration for a taint of the setting `tolerations`, for which `tolerationProblem` has none. @public */
export function readToleration(text: string): Toleration {
  return read(text);
}

/** A taint as kubectl writes it. @public */
export function describeTaint({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}

/** Whether a pod with this toleration ignores the taint. */
function matches(toleration: Toleration, taint: Taint): boolean {
  const { key, operator = 'Equal', value = '', effect } = toleration;
  if (effect && effect !== taint.effect) {
    return false;
  }
  if (key && key !== taint.key) {
    return false;
  }
  return (
    operator === 'Exists' || (Boolean(key) && value === (taint.value ?? ''))
  );
}

/** The taints that keep a pod with these tolerations off a node. @public */
export function untolerated(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): Taint[] {
  return taints.filter(
    taint =>
      taint.effect !== 'PreferNoSchedule' &&
      !tolerations.some(toleration => matches(toleration, taint)),
  );
}
