import { DpuSource } from '@dpf-portal/backstage-plugin-dpf-common';
import Chip from '@material-ui/core/Chip';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import MenuItem from '@material-ui/core/MenuItem';
import Switch from '@material-ui/core/Switch';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { TextFilter } from '../TextFilter/TextFilter';
import { DpuFilter } from './useDpuState';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
  },
  select: { minWidth: 190 },
  chip: { margin: 0 },
}));

/** Filters the list by text, management cluster and cluster, and groups it by host. */
export function DpuFilters(props: {
  filter: DpuFilter;
  byHost: boolean;
  sources: DpuSource[];
  /** The list is one of a cluster. */
  ofCluster: boolean;
  onFilter(change: Partial<DpuFilter>): void;
  onByHost(byHost: boolean): void;
}) {
  const { filter, byHost, sources, ofCluster, onFilter, onByHost } = props;
  const { managementCluster, cluster } = filter;
  const classes = useStyles();
  const names = new Set(sources.map(source => source.managementCluster));
  // The answer to a filtered query has one source only.
  const isChoice = !ofCluster && (names.size > 1 || managementCluster !== '');
  return (
    <div className={classes.root} role="search" aria-label="DPUs">
      <TextFilter
        id="dpf-dpus-text"
        text={filter.text}
        placeholder="Name, host, serial number…"
        onChange={text => onFilter({ text })}
      />
      {isChoice && (
        <TextField
          id="dpf-dpus-management-cluster"
          select
          label="Management cluster"
          variant="outlined"
          size="small"
          className={classes.select}
          value={managementCluster}
          onChange={({ target }) =>
            onFilter({ managementCluster: target.value })
          }
          InputLabelProps={{ shrink: true }}
          SelectProps={{ displayEmpty: true }}
        >
          <MenuItem value="">All</MenuItem>
          {[...new Set([...names, managementCluster])]
            .filter(Boolean)
            .map(name => (
              <MenuItem key={name} value={name}>
                {name}
              </MenuItem>
            ))}
        </TextField>
      )}
      {!ofCluster && cluster && (
        <Chip
          className={classes.chip}
          label={
            cluster === 'none' ? 'Without a cluster' : `Cluster ${cluster}`
          }
          onDelete={() => onFilter({ cluster: '' })}
        />
      )}
      <FormControlLabel
        control={
          <Switch
            color="primary"
            checked={byHost}
            onChange={({ target }) => onByHost(target.checked)}
          />
        }
        label="Group by host"
      />
    </div>
  );
}
