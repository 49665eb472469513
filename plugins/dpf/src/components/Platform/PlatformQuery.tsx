import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import {
  SourceState,
  statusCodeOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Alert from '@material-ui/lab/Alert';
import { ReactNode } from 'react';
import { LiveQuery } from '../../live/useLiveQuery';
import { SourceBanner } from '../Freshness/SourceBanner';

/** Renders the answer about a management cluster, with how fresh it is; else why there is none. */
export function PlatformQuery<T extends { source: SourceState }>(props: {
  query: LiveQuery<T>;
  children(value: T): ReactNode;
}) {
  const { value, error } = props.query;
  if (value) {
    return (
      <>
        <SourceBanner sources={[value.source]} error={error} />
        {props.children(value)}
      </>
    );
  }
  if (!error) {
    return <Progress />;
  }
  return statusCodeOf(error) === 403 ? (
    <Alert severity="info" role="status">
      {error.message} Ask the administrators of the portal for it.
    </Alert>
  ) : (
    <ResponseErrorPanel error={error} />
  );
}
