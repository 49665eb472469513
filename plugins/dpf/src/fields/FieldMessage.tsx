import FormHelperText from '@material-ui/core/FormHelperText';

/** A message that replaces a field without choices. */
export function FieldMessage(props: { error?: boolean; children: string }) {
  return (
    <FormHelperText
      error={props.error}
      role={props.error ? 'alert' : undefined}
    >
      {props.children}
    </FormHelperText>
  );
}
