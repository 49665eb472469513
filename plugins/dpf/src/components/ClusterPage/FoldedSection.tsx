import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { ReactNode } from 'react';

const useStyles = makeStyles(theme => ({
  section: { marginBottom: theme.spacing(2) },
  details: { overflowX: 'auto', display: 'block' },
}));

/** A collapsible section whose data is read from the management cluster only while it is open. */
export function FoldedSection(props: {
  id: string;
  title: string;
  children: ReactNode;
}) {
  const classes = useStyles();
  return (
    <section aria-label={props.title} className={classes.section}>
      <Accordion TransitionProps={{ unmountOnExit: true }}>
        <AccordionSummary
          id={props.id}
          aria-controls={`${props.id}-content`}
          expandIcon={<ExpandMoreIcon />}
        >
          <Typography variant="h6" component="h2">
            {props.title}
          </Typography>
        </AccordionSummary>
        <AccordionDetails className={classes.details}>
          {props.children}
        </AccordionDetails>
      </Accordion>
    </section>
  );
}
