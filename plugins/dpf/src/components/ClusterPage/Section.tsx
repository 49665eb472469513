import { InfoCard } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';

const useStyles = makeStyles(theme => ({
  section: {
    marginBottom: theme.spacing(2),
    '&:focus': { outline: 'none' },
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
}));

/** A titled section of the page that links can point to. */
export function Section(props: {
  id: string;
  title: string;
  children: ReactNode;
}) {
  const classes = useStyles();
  return (
    <section
      id={props.id}
      aria-label={props.title}
      tabIndex={-1}
      className={classes.section}
    >
      <InfoCard title={props.title}>{props.children}</InfoCard>
    </section>
  );
}
