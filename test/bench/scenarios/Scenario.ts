import { BenchArguments } from '../cli/parseBenchArguments';
import { Running } from '../subjects/Subject';
import { DefinitionShape } from '@dpf-portal/local-cluster';
import { Ground } from '../ground/Ground';

/** One figure of one subject in one round. */
export interface Measurement {
  figure: string;
  value: number;
  unit: string;
  /** The bench fails where the value is greater. */
  limit?: number;
}

/** What a scenario runs with. */
export interface Stage {
  ground: Ground;
  /** Whether the subject is this project's own controllers. */
  ours: boolean;
  /** Starts the subject; see {@link Subject.start}. The caller stops it. */
  start(way?: (kubeconfig: string) => string): Promise<Running>;
  args: BenchArguments;
}

/** One kind of load to put on a subject. */
export interface Scenario {
  /** Only this project's controllers are known to support it. */
  oursOnly: boolean;
  /** The shape of DPF's definitions. Default: 24.10, which the measured vendor controllers support. */
  shape?: DefinitionShape;
  measure(stage: Stage): Promise<Measurement[]>;
}
