import { DpuClusterChange } from '@dpf-portal/dpf-model';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { useEffect, useRef, useState } from 'react';
import { Time } from '../Time/Time';
import { EditFieldsProps } from './editForms';

type Renewed = NonNullable<DpuClusterChange['renewCertificates']>;

function Certificate(props: { name: string; issued: string | undefined }) {
  const { name, issued } = props;
  return (
    <>
      {name}
      {issued && (
        <>
          {' '}
          (issued <Time at={issued} />)
        </>
      )}
    </>
  );
}

/** Which certificate Kamaji issues anew. */
export function CertificatesFields({ cluster, onChange }: EditFieldsProps) {
  const [chosen, setChosen] = useState<Renewed>('kubeconfig');
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    report.current({ renewCertificates: chosen });
  }, [chosen]);
  const issued = cluster.certificatesIssued ?? {};
  return (
    <>
      <Typography>
        A renewal revokes nothing: a certificate that fell into the wrong hands
        stays valid until it expires. The CA is not renewed.
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
          control={<Radio color="primary" />}
          label={
            <Certificate
              name="Certificate of the admin kubeconfig"
              issued={issued.kubeconfig}
            />
          }
        />
        <FormControlLabel
          value="apiServer"
          control={<Radio color="primary" />}
          label={
            <Certificate
              name="Certificate of the API server, which restarts"
              issued={issued.apiServer}
            />
          }
        />
      </RadioGroup>
    </>
  );
}
