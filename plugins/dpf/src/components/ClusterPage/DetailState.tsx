import { sentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { ReactNode } from 'react';
import { LiveQuery } from '../../live/useLiveQuery';

/** Shows a list, or instead that it is loading, could not be read, or is empty. */
export function DetailState<T>(props: {
  query: LiveQuery<{ items: T[] }>;
  empty: string;
  children(items: T[]): ReactNode;
}) {
  const { value, error } = props.query;
  if (value && value.items.length > 0) {
    return <>{props.children(value.items)}</>;
  }
  let text = 'Loading…';
  if (value) {
    text = props.empty;
  } else if (error) {
    text = `Could not be read: ${sentence(error.message)}`;
  }
  return <Typography color="textSecondary">{text}</Typography>;
}
