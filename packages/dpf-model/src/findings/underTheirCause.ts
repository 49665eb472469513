import { Finding, FindingCode } from './Finding';

interface Cause {
  codes: readonly FindingCode[];
  /** Where not every finding of these codes has the effects. */
  where?: (finding: Finding) => boolean;
  effects: readonly FindingCode[];
}

/** Nothing is created before it is solved, or before what the cluster waits for is gone. */
export function holdsTheStart({ blocking, evidence }: Finding): boolean {
  return blocking || evidence?.waitsFor !== undefined;
}

/**
 * The one table of effects: findings that only follow from another one. Their advice, to wait or to look elsewhere, is wrong
 * beside it.
 */
const CAUSES: readonly Cause[] = [
  {
    codes: ['WebhookAway', 'KamajiAway'],
    effects: [
      'WaitingForControlPlane',
      'ControllerStalled',
      'KeepalivedMissing',
    ],
  },
  {
    // The object lost the name of its kubeconfig, so another upload does not help.
    codes: ['SettingsLost'],
    where: ({ evidence }) => Boolean(evidence?.kubeconfig),
    effects: ['KubeconfigUnusable'],
  },
  {
    // The control plane has no replicas.
    codes: ['Sleeping'],
    effects: [
      'WaitingForControlPlane',
      'KubeconfigUnusable',
      'AddressNotAnswering',
      'ApiNotAnswering',
      'ControlPlaneUpgrading',
      'UpgradeStalled',
      'ControlPlaneBehind',
      'NodesUnreadable',
      'DpusNotOperational',
    ],
  },
  {
    // keepalived has no node to run on, so no node has the VIP.
    codes: ['NoMatchingNodes', 'KeepalivedRejected'],
    effects: ['AddressNotAnswering'],
  },
  {
    // No pod of the control plane runs.
    codes: ['ControlPlaneNotPlaced'],
    effects: ['ApiNotAnswering', 'AddressNotAnswering'],
  },
  {
    // DPF asks the API server whether the DPUs work.
    codes: ['AddressNotAnswering', 'ApiNotAnswering'],
    effects: ['DpusNotOperational'],
  },
];

/** Whether the effect only follows from the cause. */
function follows(effect: Finding, cause: Finding): boolean {
  return (
    effect.code !== cause.code &&
    (CAUSES.some(
      ({ codes, effects, where = () => true }) =>
        codes.includes(cause.code) &&
        effects.includes(effect.code) &&
        where(cause),
    ) ||
      (effect.code === 'WaitingForControlPlane' && holdsTheStart(cause)))
  );
}

/**
 * The findings that stand for themselves. Those that only follow from another one of these stand in its `effects`: what to
 * do about the cause is what to do about them.
 */
export function underTheirCause(findings: readonly Finding[]): Finding[] {
  const causeOf = (effect: Finding) =>
    findings.find(finding => follows(effect, finding));
  const causes = findings.filter(finding => !causeOf(finding));
  const effectsOf = (cause: Finding): Finding[] =>
    findings.filter(finding => causeOf(finding) === cause);
  return causes.map(cause => {
    const effects = effectsOf(cause).flatMap(effect => [
      effect,
      ...effectsOf(effect),
    ]);
    return effects.length ? { ...cause, effects } : cause;
  });
}
