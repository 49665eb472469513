export * from './LivePublisher';
export * from './SignalKeys';
