import {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ActionCallOptions,
  ActionContext,
  toActionError,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { callAs } from './callAs';
import { DpfActionOptions, realTiming } from './DpfActionOptions';

/** What a user can do about the error of a task. */
const REMEDIES = {
  unavailable: 'The task can be started again; it creates nothing twice.',
  signedOut:
    'The sign-in of the user who started this task has expired or is lost. Sign in and start the task again: that user can, and so can members of the group that owns the cluster. It goes on where it stopped and creates nothing twice.',
};

/** The parts of a task that actions use. */
export interface TaskOfAction {
  logger: LoggerService;
  signal?: AbortSignal;
  task: { id: string };
  templateInfo?: { entityRef: string };
}

/**
 * Calls the dpf back end for a task: retries while it is unavailable, and its errors say what to do with the task. Only for
 * idempotent calls.
 */
export function taskCallAs(
  credentials: BackstageCredentials,
  options: DpfActionOptions,
  task: Pick<TaskOfAction, 'logger' | 'signal'> & { giveUpAfterMs?: number },
): <T>(call: (how: ActionCallOptions) => Promise<T>) => Promise<T> {
  const call = callAs(credentials, options, task);
  return one =>
    call(one).catch(error => {
      throw toActionError(error, REMEDIES);
    });
}

/** What an action gets from a task: its id as the id of a request, and the credentials of the user who started it. */
export function taskContext(
  credentials: BackstageCredentials,
  options: DpfActionOptions,
  { logger, signal, task, templateInfo }: TaskOfAction,
): ActionContext {
  return {
    dpf: options.dpf,
    call: taskCallAs(credentials, options, { logger, signal }),
    log: logger,
    clock: options.timing ?? realTiming,
    signal,
    pages: options.pages,
    origin: { requestId: task.id, templateRef: templateInfo?.entityRef },
    apiBaseUrl: async () => options.apiBaseUrl?.() ?? '/api/dpf',
  };
}
