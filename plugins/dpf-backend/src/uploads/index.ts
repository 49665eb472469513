export * from './AdminSecrets';
export * from './KubeconfigUploads';
export * from './UploadReaper';
