import { NotFoundError } from '@backstage/errors';
import { DpuClusterAnswer, DpuClusterView } from '../api/DpuClusterView';
import { BlockingWatch } from './BlockingWatch';
import { ProgressLog } from './ProgressLog';
import {
  ActionContext,
  ActionFields,
  ZodOfHost,
  defineAction,
} from './DpfAction';
import { clusterRefFields, refOfInput } from './clusterRefFields';
import { dpuCountsField } from './clusterSummary';
import {
  describeBlocked,
  describeReady,
  describeTimeout,
} from './describeOutcome';
import { presentUid } from './retireDpuCluster';

const POLL_MS = 2_000;
const DEFAULT_TASK_MINUTES = 10;
/** MCP clients give a call up after a minute. */
const DEFAULT_CALL_SECONDS = 45;
/** Node ends a request without an answer after five minutes. */
const LONGEST_CALL_MINUTES = 4;

const input = {
  ...clusterRefFields,
  timeoutMinutes: (z: ZodOfHost) =>
    z
      .number({
        description: `Defaults to ${DEFAULT_TASK_MINUTES} in a task. A call of the actions registry waits ${DEFAULT_CALL_SECONDS} s when it is left out, and ${LONGEST_CALL_MINUTES} at most; call it again then.`,
      })
      .positive()
      .max(120)
      .optional(),
  failOnTimeout: (z: ZodOfHost) =>
    z
      .boolean({ description: 'Fail at the timeout instead of succeeding.' })
      .optional(),
};

const output = {
  phase: (z: ZodOfHost) =>
    z.string({ description: 'The phase when waiting ended.' }),
  ready: (z: ZodOfHost) => z.boolean(),
  message: (z: ZodOfHost) => z.string({ description: 'The result as text.' }),
  dpus: (z: ZodOfHost) =>
    dpuCountsField(z)
      .optional()
      .describe('DPU counts of a Ready cluster; unknown numbers are absent.'),
} satisfies ActionFields;

/** The caller waits for one object, not for another one of the same name. */
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

interface Poll {
  uid: string;
  deadline: number;
  read: () => Promise<DpuClusterAnswer>;
}

/** Polls until Ready or the deadline. Returns the last state. */
async function poll(
  { uid, deadline, read }: Poll,
  { clock, log, signal }: ActionContext,
): Promise<DpuClusterView> {
  const progress = new ProgressLog(log);
  const blocking = new BlockingWatch();
  for (;;) {
    const answer = await read();
    assertSame(answer.item, uid);
    progress.note(answer);
    if (answer.item.phase === 'Ready') {
      return answer.item;
    }
    const blocked = blocking.check(answer, clock.now());
    if (blocked) {
      throw new Error(describeBlocked(answer.item, blocked));
    }
    if (clock.now() >= deadline) {
      return answer.item;
    }
    await clock.sleep(POLL_MS, signal);
  }
}

function durationOf(minutes: number): string {
  return minutes < 1 ? `${Math.round(minutes * 60)} s` : `${minutes} min`;
}

/** How long a task waits. @public */
export function taskMinutes(asked: number | undefined): number {
  return asked ?? DEFAULT_TASK_MINUTES;
}

/**
 * Waits until a cluster is Ready. A finding that shows that waiting cannot help is an error that says who must act.
 *
 * @public
 */
export async function waitUntilReady(
  options: {
    uid: string;
    minutes: number;
    failOnTimeout?: boolean;
    read: (deadline: number) => Promise<DpuClusterAnswer>;
  },
  context: ActionContext,
): Promise<{
  phase: string;
  ready: boolean;
  message: string;
  dpus?: { assigned?: number; joined?: number; operational?: number };
}> {
  const { uid, minutes, failOnTimeout, read } = options;
  const deadline = context.clock.now() + minutes * 60_000;
  const item = await poll(
    { uid, deadline, read: () => read(deadline) },
    context,
  );
  const ready = item.phase === 'Ready';
  const message = ready
    ? describeReady(item)
    : describeTimeout(item, durationOf(minutes), context.pages);
  if (!ready && failOnTimeout) {
    throw new Error(message);
  }
  context.log.info(message);
  const { assigned, joined, operational } = item.dpus;
  return {
    phase: item.phase,
    ready,
    message,
    ...(ready && { dpus: { assigned, joined, operational } }),
  };
}

/** Waits until a DPU cluster is Ready, or says why it is not. @public */
export const waitForDpuClusterAction = defineAction({
  name: 'wait-for-dpu-cluster',
  title: 'Wait for a DPU cluster',
  description: [
    'Waits until a DPU cluster is Ready, or reports why it is not.',
    '## When to use',
    'After create-dpu-cluster, which takes about a minute. While ready is false and no error is reported, call it again.',
  ].join('\n\n'),
  attributes: { readOnly: true, destructive: false, idempotent: true },
  input,
  output,
  direct: {},
  examples: [
    { title: 'Wait 45 seconds', input: { ref: 'site-a/team-a/blue' } },
  ],
  async run({ ref, uid, timeoutMinutes, failOnTimeout }, context) {
    return waitUntilReady(
      {
        uid: await presentUid(ref, uid, context),
        minutes: Math.min(
          timeoutMinutes ?? DEFAULT_CALL_SECONDS / 60,
          LONGEST_CALL_MINUTES,
        ),
        failOnTimeout,
        read: () =>
          context.call(options =>
            context.dpf.getDpuCluster(refOfInput(ref), options),
          ),
      },
      context,
    );
  },
});
