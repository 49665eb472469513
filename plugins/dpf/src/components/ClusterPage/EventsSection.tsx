import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { Time } from '../Time/Time';
import { DetailState } from './DetailState';
import { Section } from './Section';
import { useClusterDetail } from './useClusterDetail';

const useStyles = makeStyles({
  scroll: { overflowX: 'auto' },
  // Backstage's theme breaks words anywhere in a cell.
  unbroken: { whiteSpace: 'nowrap' },
  name: { minWidth: 150, overflowWrap: 'anywhere' },
});

function Events({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const query = useClusterDetail({
    cluster,
    name: 'events',
    read: (api, ref, request) => api.getEvents(ref, request),
  });
  return (
    <DetailState
      query={query}
      empty={
        query.value?.unreadable
          ? 'The portal may not list events here, so it is unknown whether there are any. deploy/charts/dpf-portal/rbac/portal-observe.yaml grants it.'
          : 'There are no recent events of this cluster.'
      }
    >
      {items => (
        <div className={classes.scroll}>
          <Table size="small" aria-label="Events">
            <TableHead>
              <TableRow>
                <TableCell>When</TableCell>
                <TableCell>Reason</TableCell>
                <TableCell>Object</TableCell>
                <TableCell>Message</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {items.map(event => (
                <TableRow key={`${event.at}/${event.object}/${event.reason}`}>
                  <TableCell className={classes.unbroken}>
                    {event.at ? <Time at={event.at} /> : '—'}
                    {(event.count ?? 1) > 1 && ` (${event.count} times)`}
                  </TableCell>
                  <TableCell className={classes.name}>
                    {event.type === 'Warning'
                      ? `Warning: ${event.reason}`
                      : event.reason}
                  </TableCell>
                  <TableCell className={classes.name}>{event.object}</TableCell>
                  <TableCell>{event.message}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
    </DetailState>
  );
}

/** Recent Kubernetes events of the cluster and its children. */
export function EventsSection({ cluster }: { cluster: DpuClusterView }) {
  return (
    <Section id="events" title="Events">
      <Events cluster={cluster} />
    </Section>
  );
}
