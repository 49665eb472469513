import { CopyTextButton } from '@backstage/core-components';
import {
  DpuClusterView,
  KubeconfigAnswer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { CodeBlock } from '../CodeBlock/CodeBlock';
import { Time } from '../Time/Time';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  actions: { display: 'flex', gap: theme.spacing(1), flexWrap: 'wrap' },
}));

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** Hands over a kubeconfig and says how to use it. */
export function IssuedAccess(props: {
  cluster: DpuClusterView;
  issued: KubeconfigAnswer;
}) {
  const { cluster, issued } = props;
  const { credential, kubeconfig, server } = issued;
  const classes = useStyles();
  const fileName = `${cluster.name}-${credential.role}.kubeconfig`;
  return (
    <div className={classes.root} role="status">
      <Alert severity="success">
        Your kubeconfig with role {credential.role} works until{' '}
        <Time at={credential.until} />. The portal does not keep it: take it
        before you close this dialog.
      </Alert>
      <div className={classes.actions}>
        <Button
          variant="contained"
          color="primary"
          onClick={() => download(fileName, kubeconfig)}
        >
          Download {fileName}
        </Button>
        <CopyTextButton
          text={kubeconfig}
          tooltipText="Kubeconfig copied"
          aria-label="Copy kubeconfig"
        />
      </div>
      <Typography>To use it:</Typography>
      <div data-testid="dpf-access-lines">
        <CodeBlock
          text={`export KUBECONFIG=~/Downloads/${fileName}\nkubectl get nodes`}
          label="Commands that use the kubeconfig"
          what="commands"
        />
      </div>
      <Typography variant="body2" color="textSecondary">
        Your machine needs a route to {server}
        {proxyOf(kubeconfig)}.
      </Typography>
    </div>
  );
}

function proxyOf(kubeconfig: string): string {
  const [, proxy] = /^ *proxy-url: "([^"]+)"$/m.exec(kubeconfig) ?? [];
  return proxy ? ` through the proxy ${proxy}` : '';
}
