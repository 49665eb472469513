import Typography from '@material-ui/core/Typography';
import { useEffect, useRef } from 'react';
import { isDrift } from './editProgress';
import { EditFieldsProps } from './editForms';

/** What was changed of the control plane by hand, and what it lacks. */
export function RestoreFields({ cluster, onChange }: EditFieldsProps) {
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    report.current({ restore: 'controlPlane' });
  }, []);
  return (
    <>
      {cluster.findings.filter(isDrift).map(finding => (
        <Typography key={finding.sentence}>{finding.sentence}</Typography>
      ))}
    </>
  );
}
