import { toError } from '@backstage/errors';
import {
  MAX_KUBECONFIG_BYTES,
  kubeconfigContexts,
  preselectedContext,
  withoutTrailer,
} from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import LinearProgress from '@material-ui/core/LinearProgress';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { ChangeEvent, ClipboardEvent, useMemo, useRef, useState } from 'react';
import { ContextChoice } from './ContextChoice';
import { readKubeconfigFile } from './readKubeconfigFile';

const useStyles = makeStyles(theme => ({
  text: { fontFamily: 'monospace', fontSize: theme.typography.body2.fontSize },
  actions: { display: 'flex', gap: theme.spacing(1), flexWrap: 'wrap' },
  progress: { height: 4, margin: theme.spacing(1, 0) },
}));

/**
 * Accepts a kubeconfig as pasted text or as a file, and asks which of its contexts is meant if it has several. The text
 * stays in this component.
 */
export function KubeconfigInput(props: {
  id: string;
  label: string;
  help: string;
  required?: boolean;
  error?: boolean;
  busy: boolean;
  upload(kubeconfig: string, context?: string): Promise<boolean>;
  onRefused(reason: string): void;
}) {
  const { id, label, help, required, error, busy, upload } = props;
  const classes = useStyles();
  const [text, setText] = useState('');
  const file = useRef<HTMLInputElement>(null);

  const contexts = useMemo(
    () => kubeconfigContexts(withoutTrailer(text)),
    [text],
  );
  const [picked, setPicked] = useState<string>();
  const isThere = contexts.some(({ name }) => name === picked);
  const context = isThere ? picked : preselectedContext(contexts);

  const send = async (kubeconfig: string, of?: string) => {
    if (await upload(kubeconfig, of)) {
      setText('');
    }
  };
  /** Uploads a kubeconfig without another click, unless a context has to be chosen first. */
  const take = async (kubeconfig: string) => {
    if (kubeconfigContexts(withoutTrailer(kubeconfig)).length) {
      setText(kubeconfig);
    } else {
      await send(kubeconfig);
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text');
    if (text !== '' || busy || pasted.trim() === '') {
      return;
    }
    // The box takes the pasted text by itself.
    if (!kubeconfigContexts(withoutTrailer(pasted)).length) {
      send(pasted);
    }
  };
  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = Array.from(event.target.files ?? []);
    event.target.value = '';
    if (!chosen) {
      return;
    }
    if (chosen.size > MAX_KUBECONFIG_BYTES) {
      props.onRefused(
        `${chosen.name} is too large for a kubeconfig. The limit is ${
          MAX_KUBECONFIG_BYTES / 1024
        } KiB. Write only the wanted context: kubectl config view --raw --minify --flatten`,
      );
      return;
    }
    let kubeconfig: string;
    try {
      kubeconfig = await readKubeconfigFile(chosen);
    } catch (failure) {
      props.onRefused(toError(failure).message);
      return;
    }
    await take(kubeconfig);
  };

  return (
    <>
      <TextField
        id={id}
        fullWidth
        multiline
        // A fixed height: MUI would calculate it for wrapped lines, but the text does not wrap.
        rows={16}
        margin="normal"
        variant="outlined"
        label={label}
        helperText={help}
        required={required}
        error={error}
        value={text}
        onChange={event => setText(event.target.value)}
        onPaste={onPaste}
        autoComplete="off"
        placeholder={'apiVersion: v1\nkind: Config\nclusters:\n  …'}
        InputLabelProps={{ shrink: true }}
        inputProps={{ className: classes.text, spellCheck: false, wrap: 'off' }}
      />
      {contexts.length > 0 && (
        <ContextChoice
          id={id}
          contexts={contexts}
          chosen={context}
          onChoose={setPicked}
        />
      )}
      <div className={classes.actions}>
        <Button
          variant="outlined"
          color="primary"
          disabled={
            busy || text.trim() === '' || (contexts.length > 0 && !context)
          }
          onClick={() => send(text, context)}
        >
          Check and upload
        </Button>
        <Button
          variant="outlined"
          disabled={busy}
          onClick={() => file.current?.click()}
        >
          Choose a file
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          aria-label={`${label} file`}
          onChange={readFile}
        />
      </div>
      <div className={classes.progress}>{busy && <LinearProgress />}</div>
    </>
  );
}
