import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  DpuClusterAnswer,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpfLinkingActionOptions,
  Timing,
  realTiming,
} from '../backend/DpfActionOptions';
import { retryWhileUnavailable } from '../backend/retryWhileUnavailable';
import { toActionError } from '../backend/toActionError';
import { dpfToken } from '../backend/callAs';
import { BlockingWatch } from './BlockingWatch';
import { clusterRefSchema, refOf } from './clusterRefSchema';
import {
  describeBlocked,
  describeReady,
  describeTimeout,
} from './describeOutcome';
import { ProgressLog } from './ProgressLog';
import { examples } from './waitForDpuCluster.examples';

const POLL_MS = 2_000;
const DEFAULT_TIMEOUT_MINUTES = 10;
/** The back end may be unavailable at least this long, even near the deadline. A restart takes less. */
const OUTAGE_MS = 2 * 60_000;

/** The task waits for one object, not for another one of the same name. */
function assertSame(item: DpuClusterView, uid: string): void {
  if (item.uid !== uid) {
    throw new NotFoundError(
      `${item.ref} was deleted and created again by somebody else.`,
    );
  }
  if (item.deletionRequestedAt) {
    throw new NotFoundError(`${item.ref} is being deleted.`);
  }
  if (item.phase === 'Failed') {
    throw new Error(`Somebody set the phase of ${item.ref} to Failed.`);
  }
}

interface Wait {
  uid: string;
  read: () => Promise<DpuClusterAnswer>;
  deadline: number;
  logger: LoggerService;
  timing: Timing;
  signal?: AbortSignal;
}

/** Polls until Ready or the deadline. Returns the last state. */
async function poll(wait: Wait): Promise<DpuClusterView> {
  const { uid, deadline, logger, timing, signal } = wait;
  const progress = new ProgressLog(logger);
  const blocking = new BlockingWatch();
  for (;;) {
    const answer = await wait.read();
    assertSame(answer.item, uid);
    progress.note(answer);
    if (answer.item.phase === 'Ready') {
      return answer.item;
    }
    const blocked = blocking.check(answer, timing.now());
    if (blocked) {
      throw new Error(describeBlocked(answer.item, blocked));
    }
    if (timing.now() >= deadline) {
      return answer.item;
    }
    await timing.sleep(POLL_MS, signal);
  }
}

/**
 * `dpf:dpu-cluster:wait`: waits until a DPU cluster is Ready and logs the progress. Fails early, with an error that
 * says who must act, if a finding shows that waiting cannot help. Succeeds at the timeout, because the creation
 * continues, unless `failOnTimeout` is set.
 *
 * @public
 */
export function createWaitForDpuClusterAction(
  options: DpfLinkingActionOptions,
) {
  const { auth, dpf, pages, timing = realTiming } = options;
  return createTemplateAction({
    id: 'dpf:dpu-cluster:wait',
    description:
      'Waits until a DPU cluster is Ready, or reports why it is not.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...clusterRefSchema.input,
        timeoutMinutes: z =>
          z
            .number({ description: `Defaults to ${DEFAULT_TIMEOUT_MINUTES}.` })
            .positive()
            .max(120)
            .optional(),
        failOnTimeout: z =>
          z
            .boolean({
              description: 'Fail at the timeout instead of succeeding.',
            })
            .optional(),
      },
      output: {
        phase: z => z.string({ description: 'The phase when waiting ended.' }),
        ready: z => z.boolean(),
        message: z => z.string({ description: 'The result as text.' }),
        dpus: z =>
          z
            .object({
              assigned: z.number().optional(),
              joined: z.number().optional(),
              operational: z.number().optional(),
            })
            .optional()
            .describe(
              'DPU counts of a Ready cluster; unknown numbers are absent.',
            ),
      },
    },
    async handler(ctx) {
      const { input, logger, signal } = ctx;
      const ref = refOf(input.ref);
      if (ctx.isDryRun) {
        logger.info('Dry run: nothing to wait for.');
        ctx.output('phase', 'Pending');
        ctx.output('ready', false);
        ctx.output('message', 'Dry run.');
        return;
      }
      const minutes = input.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES;
      const deadline = timing.now() + minutes * 60_000;
      const initiator = await ctx.getInitiatorCredentials();
      const readAs = (
        credentials: typeof initiator,
        giveUpAfterMs: number,
      ): Promise<DpuClusterAnswer> =>
        retryWhileUnavailable({
          call: async callSignal =>
            dpf.getDpuCluster(ref, {
              token: await dpfToken(auth, credentials),
              signal: callSignal,
            }),
          giveUpAfterMs,
          logger,
          timing,
          signal,
        }).catch(error => {
          throw toActionError(error);
        });

      // The first read uses the initiator's credentials, to check that they may see this cluster. Later reads use the
      // module's own credentials, because a user's token may expire during the task, and accept only the uid of the
      // first read. The checkpoint keeps the result of that check across a restart, when the initiator's token may be
      // gone.
      const uid = await ctx.checkpoint({
        key: 'dpf.dpu-cluster.wait.uid',
        fn: async () => (await readAs(initiator, OUTAGE_MS)).item.uid,
      });
      const own = await auth.getOwnServiceCredentials();
      const item = await poll({
        uid: input.uid ?? uid,
        read: () => readAs(own, Math.max(OUTAGE_MS, deadline - timing.now())),
        deadline,
        logger,
        timing,
        signal,
      });

      const ready = item.phase === 'Ready';
      const message = ready
        ? describeReady(item)
        : describeTimeout(item, minutes, pages);
      if (!ready && input.failOnTimeout) {
        throw new Error(message);
      }
      logger.info(message);
      ctx.output('phase', item.phase);
      ctx.output('ready', ready);
      ctx.output('message', message);
      if (ready) {
        const { assigned, joined, operational } = item.dpus;
        ctx.output('dpus', { assigned, joined, operational });
      }
    },
  });
}
