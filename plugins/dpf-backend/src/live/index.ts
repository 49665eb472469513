export { LivePublisher } from './LivePublisher';
export { SignalHeartbeat } from './SignalHeartbeat';
export { SignalKeys } from './SignalKeys';
