import FormHelperText from '@material-ui/core/FormHelperText';
import Alert from '@material-ui/lab/Alert';

/** A message that replaces a field without choices, or stands beside one. */
export function FieldMessage(props: { error?: boolean; children: string }) {
  return props.error ? (
    <Alert severity="error">{props.children}</Alert>
  ) : (
    <FormHelperText>{props.children}</FormHelperText>
  );
}
