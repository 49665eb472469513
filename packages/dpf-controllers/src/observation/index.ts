export * from './TenantProber';
