export { DpfClient } from './DpfClient';
export { fieldProblemsOf } from './fieldProblemsOf';
export {
  serverMessage,
  statusCodeOf,
  withServerMessage,
} from './serverMessage';
