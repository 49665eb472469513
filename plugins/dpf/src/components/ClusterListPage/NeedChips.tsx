import {
  DpuClusterOverview,
  ListedNeed,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import { NEEDS } from './useListState';

const LABELS: Record<ListedNeed, string> = {
  you: 'Needs you',
  owner: 'Needs another owner',
  platform: 'Needs platform',
  progress: 'In progress',
};

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  // The theme's margin is for chips in running text.
  chip: { margin: 0 },
}));

/** How many clusters need whom; a chip narrows the list to them. The numbers are of all clusters, not of the page. */
export function NeedChips(props: {
  counts: DpuClusterOverview['needs'];
  chosen: ListedNeed[];
  onChange(chosen: ListedNeed[]): void;
}) {
  const { counts, chosen, onChange } = props;
  const classes = useStyles();
  const toggle = (need: ListedNeed) =>
    onChange(
      NEEDS.filter(known =>
        known === need ? !chosen.includes(need) : chosen.includes(known),
      ),
    );
  // Only who may read the clusters of others has use for it.
  const shown = NEEDS.filter(
    need => need !== 'owner' || counts.owner > 0 || chosen.includes(need),
  );
  return (
    <div
      className={classes.root}
      role="group"
      aria-label="Filter by who must act"
    >
      {shown.map(need => {
        const isChosen = chosen.includes(need);
        return (
          <Chip
            key={need}
            className={classes.chip}
            label={`${LABELS[need]} ${counts[need]}`}
            clickable
            color={isChosen ? 'primary' : 'default'}
            variant={isChosen ? 'default' : 'outlined'}
            aria-pressed={isChosen}
            onClick={() => toggle(need)}
          />
        );
      })}
    </div>
  );
}
