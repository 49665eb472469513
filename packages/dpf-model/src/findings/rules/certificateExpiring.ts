import { DpuCluster } from '../../cluster/DpuCluster';
import { dayAndTime } from '../../text/dayAndTime';
import { isKamaji } from '../clusterState';
import { REPLACE_KUBECONFIG, duration } from '../phrases';
import { World } from '../World';
import { FindingRule } from '../Finding';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** When an end that is near is worth a word, and when it is an alarm. */
const BY_HAND = { warnMs: 30 * DAY_MS, alarmMs: 7 * DAY_MS };
/** Kamaji renews its certificates 24 hours before they end; four hours later it is overdue. */
const BY_KAMAJI = { warnMs: 20 * HOUR_MS, alarmMs: 6 * HOUR_MS };

/** Kamaji made the Secret, and so renews what is in it; what a person put there nobody renews. */
function isRenewedByKamaji(cluster: DpuCluster, world: World): boolean {
  return world.kubeconfigSecret(cluster)?.madeByKamaji ?? isKamaji(cluster);
}

function rotateCommand(cluster: DpuCluster, world: World): string {
  const { namespace, name } = cluster.metadata;
  const secret =
    cluster.spec.kubeconfig ??
    world.kubeconfigSecret(cluster)?.name ??
    `${name}-admin-kubeconfig`;
  return `kubectl annotate secret -n ${namespace} ${secret} --overwrite certs.kamaji.clastix.io/rotate=""`;
}

/**
 * What to say of a kubeconfig whose client certificate has expired at `now`, wall milliseconds.
 *
 * @public
 */
export function expiredCertificate(
  expires: string | undefined,
  now: number,
): string | undefined {
  return expires && Date.parse(expires) <= now
    ? `The kubeconfig's certificate expired on ${dayAndTime(expires)}.`
    : undefined;
}

/** The client certificate of the admin kubeconfig ends soon and nobody renews it by itself, or it has ended. */
export const certificateExpiring: FindingRule = (cluster, world) => {
  const expires = world.observation(cluster)?.certificateExpires;
  const left = Date.parse(expires ?? '') - world.now;
  const kamaji = isRenewedByKamaji(cluster, world);
  const { warnMs, alarmMs } = kamaji ? BY_KAMAJI : BY_HAND;
  if (!expires || !(left < warnMs)) {
    return undefined;
  }
  const end =
    expiredCertificate(expires, world.now) ??
    `The kubeconfig's certificate expires in ${duration(
      left,
    )}, on ${expires.slice(0, 10)}.`;
  return {
    code: 'CertificateExpiring',
    severity: left < alarmMs ? 'error' : 'warning',
    blocking: false,
    sentence: kamaji
      ? `${end} Kamaji should have renewed it 24 hours before its end.`
      : end,
    remedy: kamaji
      ? `Check that Kamaji runs, and look at its log. To have the certificate renewed now, run: \`${rotateCommand(
          cluster,
          world,
        )}\`.`
      : REPLACE_KUBECONFIG,
    who: kamaji ? 'platform' : 'owner',
    evidence: { expires },
  };
};
