import {
  StatusError,
  StatusOK,
  StatusWarning,
} from '@backstage/core-components';
import { SetupCheck } from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding } from '@dpf-portal/dpf-model';

/** How bad a problem or the outcome of a check is. */
export function SeverityIcon(props: {
  severity: Finding['severity'] | SetupCheck['state'];
}) {
  switch (props.severity) {
    case 'error':
    case 'problem':
      return <StatusError />;
    case 'warning':
      return <StatusWarning />;
    default:
      return <StatusOK />;
  }
}
