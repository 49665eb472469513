export * from './Controller';
