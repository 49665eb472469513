import { NetworkDetail } from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { formatNumber } from './formatNumber';
import { NetworkHolders } from './NetworkHolders';
import { RangeStrip } from './RangeStrip';

const useStyles = makeStyles(theme => ({
  root: { '& + &': { marginTop: theme.spacing(4) } },
}));

function Fullness({ network }: { network: NetworkDetail }) {
  const { use, nextFree } = network;
  const { level, vips, virtualRouterIds: ids } = use;
  const left = `${formatNumber(vips.free)} of ${formatNumber(
    vips.total,
  )} VIPs and ${formatNumber(ids.free)} of ${formatNumber(
    ids.total,
  )} virtual router IDs are free.`;
  const next = nextFree
    ? ` The next cluster gets ${nextFree.vip} and virtual router ID ${nextFree.virtualRouterID}.`
    : '';
  if (level === 'free') {
    return (
      <Typography>
        {left}
        {next}
      </Typography>
    );
  }
  return (
    <Alert severity={level === 'full' ? 'error' : 'warning'} role="status">
      {level === 'full'
        ? 'The network is full: no kamaji cluster can be created on it. '
        : 'The network is nearly full. '}
      {left}
      {next} Add to vipRanges or virtualRouterIds in the configuration, or
      retire clusters that nobody needs.
    </Alert>
  );
}

function describeNetwork({ interface: nic, segment, gateway }: NetworkDetail) {
  return [
    `Interface ${nic}`,
    segment && `segment ${segment}`,
    gateway && `gateway ${gateway}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** One network: how much of it is used, its ranges, and what has each value. */
export function NetworkSection(props: {
  network: NetworkDetail;
  managementCluster: string;
}) {
  const { network, managementCluster } = props;
  const classes = useStyles();
  const title = network.title ?? network.name;
  const { use } = network;
  return (
    <section aria-label={`Network ${title}`} className={classes.root}>
      <Typography variant="h5" component="h3">
        {title}
      </Typography>
      <Typography variant="body2" color="textSecondary" paragraph>
        {describeNetwork(network)}
      </Typography>
      <Fullness network={network} />
      {use.vipRanges.map(range => (
        <RangeStrip key={range.range} range={range} what="VIPs" />
      ))}
      {use.virtualRouterIdRanges.map(range => (
        <RangeStrip key={range.range} range={range} what="Virtual router IDs" />
      ))}
      <NetworkHolders use={use} managementCluster={managementCluster} />
    </section>
  );
}
