import { Ground } from '../ground/Ground';
import { SupervisedProcess } from '../process/SupervisedProcess';

/** Who is measured. */
export interface Contestant {
  readonly name: string;
  /** This project's own, on which further figures are taken. */
  readonly ours: boolean;
  /** Starts it, by other kubeconfigs (of the same users) where these are given. */
  start(ground: Ground, way?: (kubeconfig: string) => string): Promise<Running>;
}

/** A contestant at work. */
export interface Running {
  /** Whose requests are counted. */
  users: readonly string[];
  processes: readonly SupervisedProcess[];
}
