export * from './ReconcileSettings';
