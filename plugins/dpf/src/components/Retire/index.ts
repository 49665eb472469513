export { RetireDialog } from './RetireDialog';
export { describeRetirement } from './describeRetirement';
