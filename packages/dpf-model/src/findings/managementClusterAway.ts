import { Finding } from './Finding';
import { dayAndTime } from '../text/dayAndTime';

/**
 * What is shown of a cluster is as old as the last contact with its management cluster.
 *
 * @public
 */
export function managementClusterAway(options: {
  /** Title or name of the management cluster. */
  title: string;
  /** RFC 3339. */
  observedAt?: string;
}): Finding {
  const { title, observedAt } = options;
  return {
    code: 'ManagementClusterAway',
    severity: 'warning',
    blocking: false,
    sentence: `The portal does not reach ${title}. ${
      observedAt
        ? `The state shown is from ${dayAndTime(observedAt)}`
        : 'It has not answered yet'
    }.`,
    remedy: 'Check the connection from the portal to the management cluster.',
    who: 'platform',
    since: observedAt,
  };
}
