import { DpuClusterPhase } from '@dpf-portal/dpf-model';
import Checkbox from '@material-ui/core/Checkbox';
import ListItemText from '@material-ui/core/ListItemText';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { useEffect, useRef, useState } from 'react';
import { describeState } from '../../describe/describeState';
import { ListFilter, PHASES } from './useListFilter';

/** The filter is applied this long after the last keystroke. */
const TYPING_MS = 200;

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) },
  text: { minWidth: 220 },
  select: { minWidth: 150 },
}));

const labelOf = (phase: DpuClusterPhase) => describeState({ phase }).label;

function TextFilter(props: { text: string; onChange(text: string): void }) {
  const { text, onChange } = props;
  const classes = useStyles();
  const [typed, setTyped] = useState(text);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== text) {
        latest.current(typed);
      }
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text]);
  return (
    <TextField
      id="dpf-filter-text"
      type="search"
      label="Search"
      placeholder="Name, owner, address…"
      variant="outlined"
      size="small"
      className={classes.text}
      value={typed}
      onChange={event => setTyped(event.target.value)}
    />
  );
}

/** Filters the list by text, state and owner. */
export function ListFilters(props: {
  filter: ListFilter;
  onChange(change: Partial<ListFilter>): void;
}) {
  const { filter, onChange } = props;
  const classes = useStyles();
  return (
    <div className={classes.root} role="search" aria-label="DPU clusters">
      <TextFilter text={filter.text} onChange={text => onChange({ text })} />
      <TextField
        id="dpf-filter-state"
        select
        label="State"
        variant="outlined"
        size="small"
        className={classes.select}
        value={filter.phases}
        // A multiple select holds an array, although its type says string.
        onChange={event =>
          onChange({
            phases: PHASES.filter(phase => event.target.value.includes(phase)),
          })
        }
        InputLabelProps={{ shrink: true, htmlFor: 'dpf-filter-state' }}
        SelectProps={{
          multiple: true,
          displayEmpty: true,
          renderValue: value =>
            (value as DpuClusterPhase[]).map(labelOf).join(', ') || 'All',
        }}
      >
        {PHASES.map(phase => (
          <MenuItem key={phase} value={phase} dense>
            <Checkbox
              checked={filter.phases.includes(phase)}
              size="small"
              tabIndex={-1}
            />
            <ListItemText primary={labelOf(phase)} />
          </MenuItem>
        ))}
      </TextField>
      <TextField
        id="dpf-filter-owner"
        select
        label="Owner"
        variant="outlined"
        size="small"
        className={classes.select}
        value={filter.owner}
        onChange={event =>
          onChange({ owner: event.target.value === 'mine' ? 'mine' : 'all' })
        }
      >
        <MenuItem value="all">All</MenuItem>
        <MenuItem value="mine">Mine</MenuItem>
      </TextField>
    </div>
  );
}
