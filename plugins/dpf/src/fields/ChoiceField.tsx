import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';

export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}

/** A select with named choices. */
export function ChoiceField(props: {
  id: string;
  label: string;
  help: string;
  choices: Choice[];
  value: string | undefined;
  required?: boolean;
  error?: boolean;
  onChange(value: string): void;
}) {
  const { id, label, help, choices, value = '', required, error } = props;
  return (
    <TextField
      id={id}
      select
      fullWidth
      margin="normal"
      label={label}
      helperText={help}
      required={required}
      error={error}
      value={choices.some(choice => choice.value === value) ? value : ''}
      onChange={event => props.onChange(event.target.value)}
      InputLabelProps={{ htmlFor: id }}
      FormHelperTextProps={{ id: `${id}-help` }}
      SelectProps={{ SelectDisplayProps: { 'aria-describedby': `${id}-help` } }}
    >
      {choices.map(choice => (
        <MenuItem
          key={choice.value}
          value={choice.value}
          disabled={choice.disabled}
        >
          {choice.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
