import FormControlLabel from '@material-ui/core/FormControlLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import { useState } from 'react';
import { EditFieldsProps } from './editForms';

/** The owner's consent to credentials that the portal makes in a registered cluster. */
export function CredentialsFields({ cluster, onChange }: EditFieldsProps) {
  const before = cluster.credentials === 'allowed' ? 'allowed' : 'refused';
  const [chosen, setChosen] = useState<'allowed' | 'refused'>(before);
  return (
    <RadioGroup
      aria-label="Short-lived credentials for users"
      value={chosen}
      onChange={event => {
        const next = event.target.value === 'allowed' ? 'allowed' : 'refused';
        setChosen(next);
        onChange(next === before ? undefined : { credentials: next });
      }}
    >
      <FormControlLabel
        value="refused"
        control={<Radio color="primary" />}
        label="Refused: the portal makes no credentials in this cluster."
      />
      <FormControlLabel
        value="allowed"
        control={<Radio color="primary" />}
        label="Allowed: the portal may make short-lived credentials for users, with the admin kubeconfig that it was given."
      />
    </RadioGroup>
  );
}
