import {
  DpuClusterView,
  readPause,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import { formatTime } from '../Time';

const DAY_MS = 86_400_000;
const CERTIFICATE_WARNING_DAYS = 30;

function certificateTrouble(cluster: DpuClusterView, now: number) {
  const expires = cluster.observation?.certificateExpires;
  const left = expires ? Date.parse(expires) - now : NaN;
  if (!expires || !(left < CERTIFICATE_WARNING_DAYS * DAY_MS)) {
    return undefined;
  }
  return left <= 0
    ? `The certificate in the kubeconfig has expired (${formatTime(expires)}).`
    : `The certificate in the kubeconfig expires in ${Math.ceil(
        left / DAY_MS,
      )} days.`;
}

function pauseTrouble(cluster: DpuClusterView, now: number) {
  const until = cluster.pausedUntil;
  return until && readPause(until, now).state === 'inForce'
    ? `Paused until ${formatTime(until)}: the portal leaves it alone.`
    : undefined;
}

/** What is shown only when it is wrong. */
export function TroubleLine(props: { cluster: DpuClusterView }) {
  const now = Date.now();
  const troubles = [
    certificateTrouble(props.cluster, now),
    pauseTrouble(props.cluster, now),
  ].filter(Boolean);
  return troubles.length > 0 ? (
    <Typography component="p" data-testid="dpf-trouble">
      {troubles.join(' ')}
    </Typography>
  ) : null;
}
