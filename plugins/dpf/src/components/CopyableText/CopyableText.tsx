import { CopyTextButton } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    overflowWrap: 'anywhere',
  },
  // An address with its port fits into a narrow column.
  text: { fontFamily: 'monospace', fontSize: '0.78rem' },
}));

/** A value with a button that copies it. */
export function CopyableText(props: { text: string; what: string }) {
  const { text, what } = props;
  const classes = useStyles();
  return (
    <span className={classes.root}>
      <code className={classes.text}>{text}</code>
      <CopyTextButton
        variant="tertiary"
        text={text}
        tooltipText={`${what} copied`}
        aria-label={`Copy ${what}`}
      />
    </span>
  );
}
