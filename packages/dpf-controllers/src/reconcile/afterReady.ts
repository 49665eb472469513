import {
  Phase,
  PhaseResult,
  ReconcileContext,
  managingWriter,
  proceed,
} from './ReconcileContext';

/** Milliseconds until the cluster has been Ready for long enough; `undefined` while the cluster is not Ready. */
function untilThen({
  cluster,
  clock,
  settings,
}: ReconcileContext): number | undefined {
  const { phase, conditions } = cluster.status ?? {};
  const ready = conditions?.find(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
  const since = Date.parse(ready?.lastTransitionTime ?? '');
  return phase === 'Ready' && !Number.isNaN(since)
    ? Math.max(0, since + settings.afterReadyMs - clock.now())
    : undefined;
}

/**
 * A phase for what a kamaji cluster needs only once it has been Ready for a while. `isOpen` tells if there is anything to
 * do. A failure hinders nothing else, so `run` resolves with when to try again.
 */
export function phaseAfterReady(options: {
  name: string;
  isOpen: (context: ReconcileContext) => boolean;
  run: (context: ReconcileContext) => Promise<number | undefined>;
}): Phase {
  const { name, isOpen, run } = options;
  return {
    name,
    async run(context): Promise<PhaseResult> {
      const { cluster } = context;
      if (
        managingWriter(context) !== 'kamaji' ||
        cluster.metadata.deletionTimestamp !== undefined ||
        !isOpen(context)
      ) {
        return proceed;
      }
      const wait = untilThen(context);
      if (wait !== 0) {
        return { flow: 'continue', afterMs: wait };
      }
      return { flow: 'continue', afterMs: await run(context) };
    },
  };
}
