import { DpuClusterChange } from '@dpf-portal/dpf-model';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { useEffect, useRef, useState } from 'react';
import { Time } from '../Time/Time';
import { EditFieldsProps } from './editForms';

type Renewed = NonNullable<DpuClusterChange['renewCertificates']>;

/** Which certificate Kamaji issues anew. */
export function CertificatesFields({ cluster, onChange }: EditFieldsProps) {
  const [chosen, setChosen] = useState<Renewed>('kubeconfig');
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    report.current({ renewCertificates: chosen });
  }, [chosen]);
  const expires = cluster.observation?.certificateExpires;
  return (
    <>
      <Typography>
        A renewal revokes nothing: a certificate that fell into the wrong hands
        stays valid until it expires. The CA is not renewed.
        {expires && (
          <>
            {' '}
            The certificate that the portal uses expires on{' '}
            <Time at={expires} />.
          </>
        )}
      </Typography>
      <RadioGroup
        aria-label="Certificate"
        value={chosen}
        onChange={event =>
          setChosen(
            event.target.value === 'apiServer' ? 'apiServer' : 'kubeconfig',
          )
        }
      >
        <FormControlLabel
          value="kubeconfig"
          control={<Radio />}
          label="Of the admin kubeconfig"
        />
        <FormControlLabel
          value="apiServer"
          control={<Radio />}
          label="Of the API server, which restarts"
        />
      </RadioGroup>
    </>
  );
}
