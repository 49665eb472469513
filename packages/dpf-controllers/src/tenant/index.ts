export * from './AddressFence';
export * from './AddressNotAllowedError';
export * from './TenantAccess';
export * from './TenantCredentials';
export * from './TenantRequestError';
export * from './certificateExpiry';
export * from './checkTenantApi';
export * from './loadKubeConfigFromFile';
