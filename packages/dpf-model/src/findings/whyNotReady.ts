import type { Condition } from '@dpf-portal/kube-controller';
import { DpuCluster, isGating } from '../cluster/DpuCluster';
import { boundedText } from '../text/boundedText';
import { Finding, FindingCode } from './Finding';
import { findingCodeOf } from './recordedProblems';

/** Findings that keep a cluster from Ready, whoever reconciles it. */
const KEEPS_FROM_READY: readonly FindingCode[] = [
  'AddressNotAnswering',
  'ApiNotAnswering',
  'KubeconfigUnusable',
  'Sleeping',
  'UpgradeStalled',
  'ControlPlaneUpgrading',
];

/** `Ready` first: its writer has seen all others. */
function failedConditions(cluster: DpuCluster): Condition[] {
  const { conditions = [] } = cluster.status ?? {};
  const failed = conditions.filter(({ status }) => status !== 'True');
  return [
    ...failed.filter(({ type }) => type === 'Ready'),
    ...failed.filter(isGating),
  ];
}

/**
 * Why a cluster became NotReady, in one sentence, for its history and a notification. Only a finding that can be the cause
 * counts. Where this process has not seen the failure yet, it is what the conditions say.
 *
 * @public
 */
export function whyNotReady(
  cluster: DpuCluster,
  findings: readonly Finding[],
): string | undefined {
  const failed = failedConditions(cluster);
  const recorded = failed.map(({ reason }) => findingCodeOf(reason));
  const keepsFromReady = ({ code }: Finding) =>
    recorded.includes(code) || KEEPS_FROM_READY.includes(code);
  const cause = findings.find(
    finding => keepsFromReady(finding) || finding.effects?.some(keepsFromReady),
  );
  const said = failed.find(({ message }) => message);
  return cause?.sentence ?? (said && boundedText(said.message));
}
