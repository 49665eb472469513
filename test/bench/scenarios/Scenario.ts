import { BenchArguments } from '../cli/parseBenchArguments';
import { Running } from '../contestants/Contestant';
import { DefinitionShape } from '@dpf-portal/local-cluster';
import { Ground } from '../ground/Ground';

/** One figure of one contestant in one round. */
export interface Measurement {
  figure: string;
  value: number;
  unit: string;
}

/** What a course is run with. */
export interface Stage {
  ground: Ground;
  /** The contestant is this project's own. */
  ours: boolean;
  /** Starts the contestant, by other kubeconfigs (of the same users) where these are given. Ended by the caller. */
  start(way?: (kubeconfig: string) => string): Promise<Running>;
  args: BenchArguments;
}

/** One way to load a contestant. */
export interface Course {
  /** Only this project's controllers are known to do it at all. */
  oursOnly: boolean;
  /** How DPF's kinds are defined. Default: as of 24.10, as the vendor's controllers that are measured know them. */
  shape?: DefinitionShape;
  measure(stage: Stage): Promise<Measurement[]>;
}
