/**
 * A file that the API server of a control plane reads. Its text is in an annotation of the pods, from which a volume of
 * the downward API makes the file. So the control plane needs no object but itself to start, and none that a user or
 * another manager can delete.
 */
export interface PodFile {
  annotation: string;
  text: string;
  volume: string;
  directory: string;
  path: string;
  /** Its directory has files of Kamaji, so the file alone is mounted. */
  isAlone?: boolean;
}

/** Who did what and when, once for each request, without bodies. */
export const AUDIT_POLICY: PodFile = {
  annotation: 'dpf-portal.io/audit-policy',
  text: `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages:
  - RequestReceived
rules:
  - level: Metadata
`,
  volume: 'audit-policy',
  directory: '/etc/kubernetes',
  path: 'audit-policy.yaml',
  isAlone: true,
};

/** No namespace and no user can fill the data store with Events. */
export const EVENT_RATE_LIMITS: PodFile = {
  annotation: 'dpf-portal.io/eventratelimit',
  text: `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: EventRateLimit
    configuration:
      apiVersion: eventratelimit.admission.k8s.io/v1alpha1
      kind: Configuration
      limits:
        - type: Namespace
          qps: 500
          burst: 1000
          cacheSize: 2000
        - type: User
          qps: 500
          burst: 1000
`,
  volume: 'eventratelimit-config',
  directory: '/etc/kubernetes/eventratelimit',
  path: 'eventratelimit.yaml',
};
