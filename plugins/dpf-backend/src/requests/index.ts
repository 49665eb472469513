export * from './Caller';
export * from './DpuClusterChanges';
export * from './DpuClusterRequests';
export * from './EndpointAllocator';
export * from './RequestProblemError';
export * from './TooManyRequestsError';
export * from './toPortalError';
