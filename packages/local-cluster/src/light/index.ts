export * from './LightKamaji';
export * from './LightTenant';
