export type { CheckOutcome } from './CheckOutcome';
export type { DoctorTask } from './DoctorContext';
export * from './renderOutcomes';
export * from './runDoctor';
