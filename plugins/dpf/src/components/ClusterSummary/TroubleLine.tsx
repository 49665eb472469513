import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { readPause, sentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { describeSituation } from '../../describe/describeSituation';
import { formatTime } from '../Time/formatTime';

/** Only the finding decides whether expiry is a problem, because Kamaji renews its own certificates. */
function certificateTrouble(cluster: DpuClusterView) {
  const finding = cluster.findings.find(f => f.code === 'CertificateExpiring');
  const said = finding && sentence(finding.sentence);
  return said === describeSituation(cluster).sentence ? undefined : said;
}

function pauseTrouble(cluster: DpuClusterView, now: number) {
  const until = cluster.pausedUntil;
  return until && readPause(until, now).state === 'inForce'
    ? `Paused until ${formatTime(
        until,
      )}: the portal does not reconcile this cluster.`
    : undefined;
}

/** Warnings that are shown only when they apply. */
export function TroubleLine(props: { cluster: DpuClusterView }) {
  const troubles = [
    certificateTrouble(props.cluster),
    pauseTrouble(props.cluster, Date.now()),
  ].filter(Boolean);
  return troubles.length > 0 ? (
    <Typography component="p" data-testid="dpf-trouble">
      {troubles.join(' ')}
    </Typography>
  ) : null;
}
