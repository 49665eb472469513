export * from './LivePublisher';
