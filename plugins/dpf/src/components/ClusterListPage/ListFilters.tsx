import { DpuClusterOverview } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterPhase } from '@dpf-portal/dpf-model';
import Checkbox from '@material-ui/core/Checkbox';
import ListItemText from '@material-ui/core/ListItemText';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { describeState } from '../../describe/describeState';
import { TextFilter } from '../TextFilter/TextFilter';
import { ListFilter, PHASES } from './useListState';

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) },
  select: { minWidth: 130 },
}));

const labelOf = (phase: DpuClusterPhase) => describeState({ phase }).label;

function StateFilter(props: {
  phases: DpuClusterPhase[];
  onChange(phases: DpuClusterPhase[]): void;
}) {
  const { phases, onChange } = props;
  const classes = useStyles();
  return (
    <TextField
      id="dpf-filter-state"
      select
      label="State"
      variant="outlined"
      size="small"
      className={classes.select}
      value={phases}
      // A multiple select holds an array, although its type says string.
      onChange={event =>
        onChange(PHASES.filter(phase => event.target.value.includes(phase)))
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
            checked={phases.includes(phase)}
            size="small"
            tabIndex={-1}
            inputProps={{ 'aria-hidden': true }}
          />
          <ListItemText primary={labelOf(phase)} />
        </MenuItem>
      ))}
    </TextField>
  );
}

interface Choice {
  value: string;
  label: string;
}

function OneOf(props: {
  name: string;
  label: string;
  value: string;
  choices: Choice[];
  onChange(value: string): void;
}) {
  const { name, label, value, choices, onChange } = props;
  const classes = useStyles();
  // A shared address may name what no cluster has any more.
  const isKnown = !value || choices.some(choice => choice.value === value);
  const all = isKnown ? choices : [...choices, { value, label: value }];
  return (
    <TextField
      id={`dpf-filter-${name}`}
      select
      label={label}
      variant="outlined"
      size="small"
      className={classes.select}
      value={value}
      onChange={event => onChange(event.target.value)}
      InputLabelProps={{ shrink: true, htmlFor: `dpf-filter-${name}` }}
      SelectProps={{ displayEmpty: true }}
    >
      <MenuItem value="">All</MenuItem>
      {all.map(choice => (
        <MenuItem key={choice.value} value={choice.value}>
          {choice.label}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** What clusters there are, with their number, in the order of names and of version numbers. */
function choicesOf(counts: Record<string, number>): Choice[] {
  return Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([value, count]) => ({ value, label: `${value} (${count})` }));
}

/** Filters the list. */
export function ListFilters(props: {
  filter: ListFilter;
  overview: DpuClusterOverview | undefined;
  onChange(change: Partial<ListFilter>): void;
}) {
  const { filter, overview, onChange } = props;
  const classes = useStyles();
  return (
    <div className={classes.root} role="search" aria-label="DPU clusters">
      <TextFilter
        id="dpf-filter-text"
        text={filter.text}
        placeholder="Name, owner, address…"
        onChange={text => onChange({ text })}
      />
      <StateFilter
        phases={filter.phases}
        onChange={phases => onChange({ phases })}
      />
      <OneOf
        name="finding"
        label="Problem"
        value={filter.finding}
        choices={choicesOf(overview?.findings ?? {})}
        onChange={finding => onChange({ finding })}
      />
      <OneOf
        name="type"
        label="Type"
        value={filter.type}
        choices={choicesOf(overview?.types ?? {})}
        onChange={type => onChange({ type })}
      />
      <OneOf
        name="version"
        label="Version"
        value={filter.version}
        choices={choicesOf(overview?.versions ?? {})}
        onChange={version => onChange({ version })}
      />
      <OneOf
        name="owner"
        label="Owner"
        value={filter.mine ? 'mine' : ''}
        choices={[{ value: 'mine', label: 'Mine' }]}
        onChange={value => onChange({ mine: value === 'mine' })}
      />
    </div>
  );
}
