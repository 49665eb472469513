export * from './BlockedClusters';
export * from './Announcement';
export * from './NotificationOutbox';
export * from './NotificationSender';
