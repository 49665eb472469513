import { Finding } from './Finding';

/**
 * The portal hosts the reconcilers of a management cluster in a process, which has ended by itself.
 *
 * @public
 */
export function reconcilersEnded(ended: {
  /** The management cluster. */
  title: string;
  /** `exit code 1`, `SIGKILL`. */
  how: string;
  /** RFC 3339. */
  since: string;
  /** How often one after the other. */
  times: number;
}): Finding {
  const { title, how, since, times } = ended;
  const again = times > 1 ? ` ${times} times in a row` : '';
  return {
    code: 'ReconcilersEnded',
    severity: 'error',
    blocking: false,
    sentence: `The process of the portal’s reconcilers on ${title} ended${again} (${how}), so DPU clusters there are reconciled late.`,
    remedy:
      how === 'SIGKILL'
        ? 'The portal starts it again. SIGKILL usually means that memory ran out: raise the memory limit of the portal, or run dpf-controllers as its own Deployment.'
        : 'The portal starts it again. Read why it ended in the log of the portal: the lines before “The reconcilers of … ended”.',
    who: 'platform',
    since,
    evidence: { ended: how, times },
  };
}
