import { Ground } from '../ground/Ground';
import { SupervisedProcess } from '../process/SupervisedProcess';

/** The controllers that a benchmark measures. */
export interface Subject {
  readonly name: string;
  /** These are this project's own controllers, for which more figures are measured. */
  readonly ours: boolean;
  /** Starts the controllers. `way` may replace each kubeconfig by another one of the same user. */
  start(ground: Ground, way?: (kubeconfig: string) => string): Promise<Running>;
}

/** A subject that runs. */
export interface Running {
  /** The users whose requests are counted. */
  users: readonly string[];
  processes: readonly SupervisedProcess[];
}
