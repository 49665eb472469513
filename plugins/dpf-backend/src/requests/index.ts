export * from './Caller';
export * from './DpuClusterChanges';
export * from './DpuClusterRequests';
export * from './EndpointAllocator';
export {
  RequestProblemError,
  TooManyRequestsError,
  toPortalError,
} from './requestErrors';
