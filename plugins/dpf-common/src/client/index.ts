export { DpfClient } from './DpfClient';
export { fieldProblemsOf } from './fieldProblemsOf';
export { serverMessage, withServerMessage } from './serverMessage';
