export * from './AdminSecrets';
export * from './KubeconfigReplacement';
export * from './KubeconfigUploads';
export * from './NamedSecret';
export * from './UploadReaper';
export * from './UserRate';
export type { UploadUse } from './uploadClaim';
