import { KubeconfigContext } from '@dpf-portal/dpf-model';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({
  list: { maxHeight: 320, overflowY: 'auto', flexWrap: 'nowrap' },
});

function describe({ server, isCurrent, problem }: KubeconfigContext): string {
  return [
    ...(server ? [server] : []),
    ...(isCurrent ? ['current context'] : []),
    ...(problem ? [`cannot be used: ${problem}`] : []),
  ].join(', ');
}

/** Chooses one of the contexts of a kubeconfig. Those that cannot be used are shown with the reason. */
export function ContextChoice(props: {
  id: string;
  contexts: readonly KubeconfigContext[];
  chosen?: string;
  onChoose(name: string): void;
}) {
  const { id, contexts, chosen, onChoose } = props;
  const classes = useStyles();
  const labelId = `${id}-context-label`;
  return (
    <FormControl component="fieldset" fullWidth margin="dense">
      <FormLabel id={labelId} component="legend">
        Context of the DPU cluster
      </FormLabel>
      <FormHelperText>
        The kubeconfig has {contexts.length} contexts. Only the chosen one is
        stored.
      </FormHelperText>
      <RadioGroup
        aria-labelledby={labelId}
        className={classes.list}
        name={`${id}-context`}
        value={chosen ?? ''}
        onChange={event => onChoose(event.target.value)}
      >
        {contexts.map(context => (
          <FormControlLabel
            key={context.name}
            value={context.name}
            disabled={Boolean(context.problem)}
            control={<Radio size="small" />}
            label={
              <>
                {context.name}
                <Typography
                  variant="caption"
                  color="textSecondary"
                  component="div"
                >
                  {describe(context)}
                </Typography>
              </>
            }
          />
        ))}
      </RadioGroup>
    </FormControl>
  );
}
