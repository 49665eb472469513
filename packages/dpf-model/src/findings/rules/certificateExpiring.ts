import { DpuCluster } from '../../cluster/DpuCluster';
import { dayAndTime } from '../../text/dayAndTime';
import { isKamaji } from '../clusterState';
import { secretNameProblem } from '../../request/fields/requestFields';
import { REPLACE_KUBECONFIG, SHOW_KAMAJI } from '../phrases';
import { byKamaji } from '../kamajiPause';
import { World } from '../World';
import { FindingRule } from '../Finding';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** The remaining times at which an expiry is reported as a warning and as an error. */
const BY_HAND = { warnMs: 30 * DAY_MS, alarmMs: 7 * DAY_MS };
/** Kamaji renews its certificates 24 hours before they expire; four hours later the renewal is overdue. */
const BY_KAMAJI = { warnMs: 20 * HOUR_MS, alarmMs: 6 * HOUR_MS };

/**
 * Whether Kamaji made the Secret and so renews its certificates. It does not renew certificates that a user put there.
 */
function isRenewedByKamaji(cluster: DpuCluster, world: World): boolean {
  return world.kubeconfigSecret(cluster)?.madeByKamaji ?? isKamaji(cluster);
}

function rotateCommand(cluster: DpuCluster, world: World): string {
  const { namespace, name } = cluster.metadata;
  const secret =
    cluster.spec.kubeconfig ??
    world.kubeconfigSecret(cluster)?.name ??
    `${name}-admin-kubeconfig`;
  return `kubectl annotate secret -n ${namespace} ${
    secretNameProblem(secret) ? 'NAME' : secret
  } --overwrite certs.kamaji.clastix.io/rotate=""`;
}

/**
 * The message about a kubeconfig whose client certificate has expired at `now`, wall milliseconds.
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

/** The client certificate of the admin kubeconfig expires soon and is not renewed automatically, or it has expired. */
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
    `The kubeconfig's certificate expires on ${dayAndTime(expires)}.`;
  return {
    code: 'CertificateExpiring',
    severity: left < alarmMs ? 'error' : 'warning',
    blocking: false,
    sentence: kamaji
      ? `${end} Kamaji should have renewed it 24 hours before its end.`
      : end,
    remedy: kamaji
      ? byKamaji(
          cluster,
          world,
          `Check that Kamaji runs, and look at its log. To find it, run: ${SHOW_KAMAJI}. To have the certificate renewed now, run: \`${rotateCommand(
            cluster,
            world,
          )}\`.`,
        )
      : REPLACE_KUBECONFIG,
    who: kamaji ? 'platform' : 'owner',
    evidence: { expires },
  };
};
