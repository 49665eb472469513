import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { describePause } from '../../describe/describePause';
import { describeSituation } from '../../describe/describeSituation';

/** Only the finding decides whether expiry is a problem, because Kamaji renews its own certificates. */
function certificateTrouble(cluster: DpuClusterView) {
  const finding = cluster.findings.find(f => f.code === 'CertificateExpiring');
  const said = finding && sentence(finding.sentence);
  return said === describeSituation(cluster).sentence ? undefined : said;
}

/** Warnings that are shown only when they apply. */
export function TroubleLine(props: { cluster: DpuClusterView }) {
  const troubles = [
    certificateTrouble(props.cluster),
    describePause(props.cluster, Date.now()),
  ].filter(Boolean);
  return troubles.length > 0 ? (
    <Typography component="p" data-testid="dpf-trouble">
      {troubles.join(' ')}
    </Typography>
  ) : null;
}
