import { DpuList } from '@dpf-portal/backstage-plugin-dpf-common';
import { DPU_STATES, DpuState, dpuStateName } from '@dpf-portal/dpf-model';
import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  // The theme's margin is for chips in running text.
  chip: { margin: 0 },
}));

/** How many DPUs are in which state; a chip narrows the list to them. The numbers are of all DPUs, not of the page. */
export function StateChips(props: {
  counts: DpuList['counts'];
  chosen: DpuState[];
  onChange(chosen: DpuState[]): void;
}) {
  const { counts, chosen, onChange } = props;
  const classes = useStyles();
  const toggle = (state: DpuState) =>
    onChange(
      DPU_STATES.filter(known =>
        known === state ? !chosen.includes(state) : chosen.includes(known),
      ),
    );
  return (
    <div className={classes.root} role="group" aria-label="Filter by state">
      {DPU_STATES.filter(state => counts[state] || chosen.includes(state)).map(
        state => {
          const isChosen = chosen.includes(state);
          return (
            <Chip
              key={state}
              className={classes.chip}
              label={`${dpuStateName(state)} ${counts[state] ?? 0}`}
              clickable
              color={isChosen ? 'primary' : 'default'}
              variant={isChosen ? 'default' : 'outlined'}
              aria-pressed={isChosen}
              onClick={() => toggle(state)}
            />
          );
        },
      )}
    </div>
  );
}
