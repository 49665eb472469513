import { BackendAnswer, BackendProcess } from './BackendProcess';
import { eventually } from './eventually';

interface Task {
  id: string;
  status: string;
}

interface TaskEvent {
  body: { message: string; stepId?: string; status?: string };
}

/** Uses the scaffolder like a user, by its REST API. */
export class ScaffolderTasks {
  readonly #backend: Pick<BackendProcess, 'json' | 'request'>;

  constructor(backend: Pick<BackendProcess, 'json' | 'request'>) {
    this.#backend = backend;
  }

  /** Starts a software template. Waits until the template is in the catalog. */
  async start(template: string, values: object): Promise<string> {
    const templateRef = `template:default/${template}`;
    return eventually(
      `the template ${template} can be run`,
      async () => {
        const { id } = await this.#backend.json<{ id: string }>(
          'POST',
          '/api/scaffolder/v2/tasks',
          { templateRef, values, secrets: {} },
        );
        return id;
      },
      { intervalMs: 500 },
    );
  }

  /** The response of the scaffolder to values, which may start a task or be rejected. */
  async tryToStart(template: string, values: object): Promise<BackendAnswer> {
    return this.#backend.request('POST', '/api/scaffolder/v2/tasks', {
      templateRef: `template:default/${template}`,
      values,
      secrets: {},
    });
  }

  /** The tasks that the user may see. */
  async list(): Promise<Task[]> {
    const { tasks } = await this.#backend.json<{ tasks: Task[] }>(
      'GET',
      '/api/scaffolder/v2/tasks',
    );
    return tasks;
  }

  async status(taskId: string): Promise<string> {
    const task = await this.#backend.json<Task>(
      'GET',
      `/api/scaffolder/v2/tasks/${taskId}`,
    );
    return task.status;
  }

  async log(taskId: string): Promise<string[]> {
    const events = await this.#backend.json<TaskEvent[]>(
      'GET',
      `/api/scaffolder/v2/tasks/${taskId}/events`,
    );
    return events.map(event => event.body.message);
  }

  /**
   * Resolves when the task has completed. `timeoutMs` is as that of `eventually`, and only ends what hangs.
   *
   * @throws Error with the task's log if it failed or was cancelled.
   */
  async completed(taskId: string, timeoutMs?: number): Promise<void> {
    const end = await eventually(
      `task ${taskId} ends`,
      async () => {
        const status = await this.status(taskId);
        return status === 'open' || status === 'processing'
          ? undefined
          : status;
      },
      { timeoutMs, intervalMs: 500 },
    );
    if (end !== 'completed') {
      const lines = await this.log(taskId);
      throw new Error(`Task ${taskId} is ${end}:\n${lines.join('\n')}`);
    }
  }
}
