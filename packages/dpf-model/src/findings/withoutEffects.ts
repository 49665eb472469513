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

/** Findings that only follow from another one. Their advice, to wait or to look elsewhere, is wrong beside it. */
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
    ],
  },
];

/** Drops the findings that only follow from another one of these. */
export function withoutEffects(findings: readonly Finding[]): Finding[] {
  const effects = new Set(
    CAUSES.filter(({ codes, where = () => true }) =>
      findings.some(finding => codes.includes(finding.code) && where(finding)),
    ).flatMap(cause => cause.effects),
  );
  if (findings.some(holdsTheStart)) {
    effects.add('WaitingForControlPlane');
  }
  return findings.filter(({ code }) => !effects.has(code));
}
