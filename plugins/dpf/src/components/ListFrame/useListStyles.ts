import { makeStyles } from '@material-ui/core/styles';

/** The frame of the pages Clusters, DPUs and Setup: a bar with chips at its start and buttons at its end, above filters and rows. */
export const useListStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    fontFamily: theme.typography.fontFamily,
  },
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
  },
  end: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
    marginLeft: 'auto',
    color: theme.palette.text.secondary,
  },
}));
