export { describeState } from './describeState';
export type { StateDescription, StateTone } from './describeState';
export { describeSituation } from './describeSituation';
export type { Situation } from './describeSituation';
export { nextStepOf } from './nextStepOf';
export type { NextStep } from './nextStepOf';
export { describeGone } from './describeGone';
export type { GoneDescription } from './describeGone';
export {
  describeDpus,
  describeType,
  describeVersion,
  describeWho,
} from './describeFields';
export { creationSteps } from './creationSteps';
export type { CreationStep } from './creationSteps';
export { clusterRefOf } from './clusterRefOf';
