import FormHelperText from '@material-ui/core/FormHelperText';

/** What stands in a field's place when it has nothing to ask. */
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
