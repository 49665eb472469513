export * from './dpfResources';
