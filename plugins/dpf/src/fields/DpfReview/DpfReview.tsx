import { Progress } from '@backstage/core-components';
import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import Alert from '@material-ui/lab/Alert';
import { useEffect, useState } from 'react';
import { CodeBlock } from '../../components/CodeBlock/CodeBlock';
import { Remedy } from '../../components/Remedy/Remedy';
import { DpfReviewOptions, requestOfForm } from './requestOfForm';
import { DryRun, useDryRun } from './useDryRun';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  list: { margin: 0, paddingLeft: theme.spacing(2) },
  details: { display: 'block' },
}));

const REJECTED =
  'The portal rejects this request. Go back and change what is named below.';

function Failure({ failure, retry }: Pick<DryRun, 'failure' | 'retry'>) {
  const classes = useStyles();
  if (!failure) {
    return null;
  }
  const { message, details, isRejected } = failure;
  return (
    <Alert
      severity={isRejected ? 'error' : 'warning'}
      action={
        <Button color="inherit" size="small" onClick={retry}>
          Check again
        </Button>
      }
    >
      {!isRejected && 'The request could not be checked. '}
      {details.length ? (
        <ul className={classes.list}>
          {details.map(({ field, reason }) => (
            <li key={`${field} ${reason}`}>
              {field ? `${field}: ${reason}` : reason}
            </li>
          ))}
        </ul>
      ) : (
        message
      )}
    </Alert>
  );
}

function Manifest({ yaml }: { yaml: string }) {
  const classes = useStyles();
  return (
    <Accordion variant="outlined">
      <AccordionSummary
        expandIcon={<ExpandMoreIcon />}
        id="dpf-review-manifest-head"
        aria-controls="dpf-review-manifest"
      >
        <Typography>Manifest of the DPUCluster</Typography>
      </AccordionSummary>
      <AccordionDetails className={classes.details}>
        <div data-testid="dpf-review-yaml">
          <CodeBlock
            text={yaml}
            label="Manifest of the DPUCluster"
            what="manifest"
          />
        </div>
      </AccordionDetails>
    </Accordion>
  );
}

/**
 * Says what the request of the form would make, as a dry run on the server has found out, with its warnings and its
 * manifest. Its value in the form says whether the server accepts the request.
 */
export function DpfReview(
  props: FieldExtensionComponentProps<boolean, DpfReviewOptions>,
) {
  const { formData: value, onChange, formContext, uiSchema } = props;
  const classes = useStyles();
  const [requestId] = useState(() => `review-${Date.now().toString(36)}`);
  const { answer, failure, loading, retry } = useDryRun(
    requestOfForm(
      formContext?.formData,
      uiSchema?.['ui:options'] ?? {},
      requestId,
    ),
  );
  // Where the server cannot check the request, it decides when the request is sent.
  const accepted = loading ? undefined : !failure?.isRejected;
  useEffect(() => {
    if (value !== accepted) {
      onChange(accepted);
    }
  }, [value, accepted, onChange]);
  return (
    <div className={classes.root}>
      <div role="status" data-testid="dpf-review">
        {loading && <Progress />}
        {answer && <Typography>{answer.summary}</Typography>}
      </div>
      <Failure failure={failure} retry={retry} />
      {answer?.warnings?.map(warning => (
        <Alert key={warning} severity="warning">
          <Remedy text={warning} />
        </Alert>
      ))}
      {answer?.manifest && <Manifest yaml={answer.manifest} />}
    </div>
  );
}

/** Keeps the form from going on with a request that the server rejects. The field shows why. */
export const validateReview: CustomFieldValidator<boolean> = (
  accepted,
  field,
) => {
  if (accepted === false) {
    field.addError(REJECTED);
  }
};
