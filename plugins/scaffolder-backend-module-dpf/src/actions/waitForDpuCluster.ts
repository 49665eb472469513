import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  presentUid,
  refOfInput,
  taskMinutes,
  waitForDpuClusterAction as action,
  waitUntilReady,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { outputAll } from '../backend/outputAll';
import { taskCallAs, taskContext } from '../backend/taskContext';
import { examples } from './waitForDpuCluster.examples';

/** The back end may be unavailable at least this long, even near the deadline. A restart takes less. */
const OUTAGE_MS = 2 * 60_000;

/**
 * `dpf:dpu-cluster:wait`: waits until a DPU cluster is Ready and logs the progress. Fails early, with an error that
 * says who must act, if a finding shows that waiting cannot help. Succeeds at the timeout, because the creation
 * continues, unless `failOnTimeout` is set.
 *
 * @public
 */
export function createWaitForDpuClusterAction(options: DpfActionOptions) {
  const { auth, dpf } = options;
  return createTemplateAction({
    id: 'dpf:dpu-cluster:wait',
    description:
      'Waits until a DPU cluster is Ready, or reports why it is not.',
    examples,
    supportsDryRun: true,
    schema: { input: action.input, output: action.output },
    async handler(ctx) {
      const { input, logger, signal } = ctx;
      const ref = refOfInput(input.ref);
      if (ctx.isDryRun) {
        logger.info('Dry run: nothing to wait for.');
        outputAll(ctx, { phase: 'Pending', ready: false, message: 'Dry run.' });
        return;
      }
      const credentials = await ctx.getInitiatorCredentials();
      const context = taskContext(credentials, options, ctx);

      // The first read uses the initiator's credentials, to check that they may see this cluster. Later reads use the
      // module's own credentials, because a user's token may expire during the task, and accept only the uid of the
      // first read. The checkpoint keeps the result of that check across a restart, when the initiator's token may be
      // gone.
      const uid = await ctx.checkpoint({
        key: 'dpf.dpu-cluster.wait.uid',
        fn: () => presentUid(input.ref, undefined, context),
      });
      const own = await auth.getOwnServiceCredentials();
      const result = await waitUntilReady(
        {
          uid: input.uid ?? uid,
          minutes: taskMinutes(input.timeoutMinutes),
          failOnTimeout: input.failOnTimeout,
          read: deadline => {
            const giveUpAfterMs = Math.max(
              OUTAGE_MS,
              deadline - context.clock.now(),
            );
            const call = taskCallAs(own, options, {
              logger,
              signal,
              giveUpAfterMs,
            });
            return call(how => dpf.getDpuCluster(ref, how));
          },
        },
        context,
      );
      outputAll(ctx, result);
    },
  });
}
