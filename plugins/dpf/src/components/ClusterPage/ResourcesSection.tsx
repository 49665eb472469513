import {
  DpuClusterResource,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { DetailState } from './DetailState';
import { FoldedSection } from './FoldedSection';
import { useClusterDetail } from './useClusterDetail';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
  state: { color: theme.palette.text.secondary },
}));

function ResourceTree(props: {
  items: DpuClusterResource[];
  parent?: string;
  /** The ancestors of this object; ends a loop of owner references. */
  above?: string[];
}) {
  const { items, parent, above = [] } = props;
  const classes = useStyles();
  const uids = new Set(items.map(item => item.uid));
  const children = items.filter(item =>
    parent
      ? item.ownerUid === parent && !above.includes(item.uid)
      : !item.ownerUid || !uids.has(item.ownerUid),
  );
  if (children.length === 0) {
    return null;
  }
  return (
    <ul className={classes.list}>
      {children.map(item => (
        <li key={item.uid}>
          {item.kind} <strong>{item.name}</strong>{' '}
          <span className={classes.state}>{item.state}</span>
          <ResourceTree
            items={items}
            parent={item.uid}
            above={[...above, item.uid]}
          />
        </li>
      ))}
    </ul>
  );
}

function Resources({ cluster }: { cluster: DpuClusterView }) {
  const query = useClusterDetail({
    cluster,
    name: 'resources',
    read: (api, ref, request) => api.getResources(ref, request),
  });
  return (
    <DetailState query={query} empty="No objects belong to this cluster.">
      {items => <ResourceTree items={items} />}
    </DetailState>
  );
}

/** The objects of the cluster, each below its owner. */
export function ResourcesSection({ cluster }: { cluster: DpuClusterView }) {
  return (
    <FoldedSection id="resources" title="Objects on the management cluster">
      <Resources cluster={cluster} />
    </FoldedSection>
  );
}
