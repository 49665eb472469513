export * from './RealKamaji';
