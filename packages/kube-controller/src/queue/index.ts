export * from './WorkQueue';
