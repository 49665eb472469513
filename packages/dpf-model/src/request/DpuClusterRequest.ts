import { KUBECONFIG_UPLOAD_PATTERN } from './fields/requestFields';
import { CREDENTIALS_CONSENTS } from '../credentials/credentialsConsent';
import { LONGEST_LOCK_REASON } from '../edits/clusterLock';
import { RequestSchema, SchemaValue } from './RequestSchema';

// The fields of requests are defined only here. Types, checks of allowed values and the inputs of scaffolder actions
// are derived; tests compare openapi.yaml and the software templates.

const TEXTS = {
  type: 'object',
  additionalProperties: { type: 'string' },
} as const satisfies RequestSchema;

/**
 * Body of `POST /dpu-clusters`. Missing values come from the management cluster's policy and network.
 *
 * @public
 */
export const dpuClusterRequestSchema = {
  type: 'object',
  required: ['requestId', 'name', 'type'],
  additionalProperties: false,
  properties: {
    requestId: {
      type: 'string',
      description:
        'Idempotency key: the same request with the same name and id answers with the existing cluster, another one is a 409.',
    },
    name: {
      type: 'string',
      description: 'Name: a DNS-1035 label, unique in its namespace.',
    },
    type: {
      type: 'string',
      description: 'kamaji, static, or a vendor’s vendor/name.',
    },
    managementCluster: {
      type: 'string',
      description: 'Needed only where there are several.',
    },
    namespace: {
      type: 'string',
      description: 'One of the policy’s namespaces; defaults to its first.',
    },
    group: {
      type: 'string',
      description: 'API group; defaults to DPF’s released one.',
    },
    owner: {
      type: 'string',
      description: 'Entity ref; defaults to the caller’s group.',
    },
    purpose: { type: 'string', enum: ['dev', 'test', 'prod'] },
    expires: {
      type: 'string',
      description:
        'Date (2026-12-24) or RFC 3339 time. Nothing is deleted at expiry.',
    },
    templateRef: {
      type: 'string',
      description: 'Entity ref of the software template.',
    },
    maxNodes: {
      type: 'integer',
      description: 'Ceiling of DPUs; reserves nothing.',
    },
    version: {
      type: 'string',
      description: 'Only where DPF has the field, as v1.30.2.',
    },
    labels: TEXTS,
    network: {
      type: 'string',
      description:
        'kamaji: configured network; the next free VIP and router id come from it.',
    },
    // An endpoint that is not from the network needs the permission `dpf.dpu-cluster.choose-address`.
    keepalived: {
      type: 'object',
      additionalProperties: false,
      properties: {
        vip: {
          type: 'string',
          description: 'kamaji: instead of the next free.',
        },
        virtualRouterID: {
          type: 'integer',
          description: 'kamaji: instead of the next free.',
        },
        interface: {
          type: 'string',
          description: 'kamaji: instead of the network’s.',
        },
        nodeSelector: TEXTS,
      },
    },
    kubeconfigUpload: {
      type: 'string',
      // A scaffolder task stores and shows its input, so the schema does not accept a kubeconfig.
      pattern: KUBECONFIG_UPLOAD_PATTERN,
      description:
        'static: the handle of an upload. Never the kubeconfig itself.',
    },
    kubeconfigSecret: {
      type: 'string',
      maxLength: 253,
      description:
        'static: an existing Secret whose annotation dpf-portal.io/owner names the caller or a group of theirs.',
    },
    credentials: {
      type: 'string',
      enum: CREDENTIALS_CONSENTS,
      description:
        'static: whether the portal may make short-lived credentials for users in the cluster. Default: refused.',
    },
  },
} as const satisfies RequestSchema;

/** A request for a DPU cluster, as {@link dpuClusterRequestSchema} describes it. @public */
export type DpuClusterRequest = SchemaValue<typeof dpuClusterRequestSchema>;

const {
  owner,
  purpose,
  expires,
  maxNodes,
  version,
  kubeconfigUpload,
  credentials,
} = dpuClusterRequestSchema.properties;

const NULLABLE = { type: 'string', nullable: true } as const;

/** The labels that a change sets, or removes with `null`. */
const CHANGED_TEXTS = {
  ...TEXTS,
  additionalProperties: NULLABLE,
} as const satisfies RequestSchema;

/**
 * Body of `PATCH /dpu-clusters/…`. A missing value is not changed, `null` removes it, and an empty text is rejected.
 *
 * @public
 */
export const dpuClusterChangeSchema = {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    version: {
      ...version,
      description:
        'kamaji, where DPF has the field: forward by one minor version at a time, as v1.30.2.',
    },
    maxNodes,
    owner: { ...owner, description: 'Entity ref.' },
    purpose: { ...purpose, nullable: true },
    expires: { ...expires, nullable: true },
    /** Replaces labels one by one. */
    labels: CHANGED_TEXTS,
    kubeconfigUpload: {
      ...kubeconfigUpload,
      description:
        'static: the handle of an upload that takes the place of the present kubeconfig.',
    },
    credentials: { ...credentials, nullable: true },
    pausedUntil: {
      type: 'string',
      nullable: true,
      description:
        'Time until which the reconcilers leave it alone, at most 7 days ahead.',
    },
    locked: {
      type: 'string',
      nullable: true,
      maxLength: LONGEST_LOCK_REASON,
      description:
        'Why it must not be deleted. Locks it against deletion until the value is removed.',
    },
    renewCertificates: {
      type: 'string',
      enum: ['kubeconfig', 'apiServer'],
      description:
        'kamaji: the certificate that Kamaji issues anew: of the admin kubeconfig, or of the API server. Revokes nothing.',
    },
    restore: {
      type: 'string',
      enum: ['controlPlane'],
      description:
        'kamaji: sets back what was changed of the control plane by hand, where this portal’s role manages it.',
    },
    expected: {
      type: 'object',
      additionalProperties: false,
      description:
        'The values that the change was made from; null where there was none. If one is another one by now, nothing is changed.',
      properties: {
        uid: { type: 'string' },
        version: NULLABLE,
        maxNodes: { type: 'integer', nullable: true },
        owner: NULLABLE,
        purpose: NULLABLE,
        expires: NULLABLE,
        labels: CHANGED_TEXTS,
        credentials: NULLABLE,
        pausedUntil: NULLABLE,
        locked: NULLABLE,
      },
    },
  },
} as const satisfies RequestSchema;

/** The values that a change was made from. @public */
export type ExpectedValues = NonNullable<DpuClusterChange['expected']>;

/** The body of a PATCH of a DPU cluster, as {@link dpuClusterChangeSchema} describes it. @public */
export type DpuClusterChange = SchemaValue<typeof dpuClusterChangeSchema>;

/** One rejected field of a request; the shape of `details` in a 400 answer. @public */
export interface FieldProblem {
  /** Path, as `keepalived.vip`. */
  field: string;
  /** What is wrong and what is valid. */
  reason: string;
}

/** Collects problems by field. */
export class FieldProblems {
  readonly items: FieldProblem[] = [];

  add(field: string, reason: string | undefined): void {
    if (reason) {
      this.items.push({ field, reason });
    }
  }

  /** Checks a field that was given. */
  check<T>(
    field: string,
    value: T | undefined,
    problem: (value: T) => string | undefined,
  ): void {
    if (value !== undefined) {
      this.add(field, problem(value));
    }
  }
}
