export * from './SimulatedTenant';
