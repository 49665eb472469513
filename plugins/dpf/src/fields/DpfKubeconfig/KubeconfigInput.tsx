import { MAX_KUBECONFIG_BYTES } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import LinearProgress from '@material-ui/core/LinearProgress';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { ChangeEvent, ClipboardEvent, useRef, useState } from 'react';

const useStyles = makeStyles(theme => ({
  text: { fontFamily: 'monospace', fontSize: theme.typography.body2.fontSize },
  actions: { display: 'flex', gap: theme.spacing(1), flexWrap: 'wrap' },
  progress: { height: 4, margin: theme.spacing(1, 0) },
}));

/** Accepts a kubeconfig as pasted text or as a file. The text stays in this component. */
export function KubeconfigInput(props: {
  id: string;
  label: string;
  help: string;
  required?: boolean;
  error?: boolean;
  busy: boolean;
  upload(kubeconfig: string): Promise<boolean>;
  onRefused(reason: string): void;
}) {
  const { id, label, help, required, error, busy, upload } = props;
  const classes = useStyles();
  const [text, setText] = useState('');
  const file = useRef<HTMLInputElement>(null);

  const send = async (kubeconfig: string) => {
    if (await upload(kubeconfig)) {
      setText('');
    }
  };
  // A kubeconfig that is pasted into the empty box is uploaded without another click.
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text');
    if (text === '' && !busy && pasted.trim() !== '') {
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
        } KiB.`,
      );
      return;
    }
    await send(await chosen.text());
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
      <div className={classes.actions}>
        <Button
          variant="outlined"
          color="primary"
          disabled={busy || text.trim() === ''}
          onClick={() => send(text)}
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
