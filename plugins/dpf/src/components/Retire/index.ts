export { RetireDialog, describeRetirement } from './RetireDialog';
