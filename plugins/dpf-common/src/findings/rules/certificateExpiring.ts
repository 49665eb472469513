import { isKamaji, millisecondsSince } from '../clusterState';
import { duration } from '../phrases';
import { FindingRule } from './FindingRule';

const DAY_MS = 24 * 60 * 60_000;
const WARN_MS = 30 * DAY_MS;
const ALARM_MS = 7 * DAY_MS;

/** The client certificate of the admin kubeconfig ends soon, or has ended. */
export const certificateExpiring: FindingRule = (cluster, world) => {
  const expires = world.observation(cluster)?.certificateExpires;
  const left = Date.parse(expires ?? '') - world.now;
  if (!expires || !(left < WARN_MS)) {
    return undefined;
  }
  const kamaji = isKamaji(cluster);
  const day = expires.slice(0, 10);
  const gone = left <= 0;
  return {
    code: 'CertificateExpiring',
    severity: left < ALARM_MS ? 'error' : 'warning',
    blocking: false,
    sentence: gone
      ? `The kubeconfig's certificate expired ${duration(
          millisecondsSince(expires, world),
        )} ago, on ${day}.`
      : `The kubeconfig's certificate expires in ${duration(left)}, on ${day}.`,
    remedy: kamaji
      ? `Kamaji should have renewed it: delete the Secret ${cluster.spec.kubeconfig}, and Kamaji writes it anew.`
      : 'Replace the kubeconfig.',
    who: kamaji ? 'platform' : 'owner',
    evidence: { expires },
  };
};
