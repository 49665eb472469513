/** Knows the port on 127.0.0.1 behind which a tenant's API server is, if it runs. */
export interface TenantDirectory {
  portOf(namespace: string, name: string): number | undefined;
}
