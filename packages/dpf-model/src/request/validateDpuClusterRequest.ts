import {
  DpfCapabilities,
  DpuClusterApi,
} from '../capabilities/DpfCapabilities';
import { clusterLabelOf } from '../dpuSelection/clusterLabel';
import { ownerProblem } from '../cluster/owner';
import { ManagementCluster } from '../managementCluster/ManagementCluster';
import {
  ADDRESS_FIELDS,
  KUBECONFIG_FIELDS,
  checkKamajiFields,
  checkStaticFields,
  refuseFields,
} from './checkTypeFields';
import {
  DpuClusterRequest,
  FieldProblem,
  FieldProblems,
  dpuClusterRequestSchema,
} from './DpuClusterRequest';
import {
  clusterNameProblem,
  clusterTypeProblem,
  entityRefProblem,
  MaxNodesLimits,
  maxNodesProblem,
  requestIdProblem,
  versionProblem,
} from './fields/requestFields';
import { expiresProblem } from './fields/expires';
import { requestNamespaceProblem } from './fields/requestNamespace';
import { requestedLabelsProblem } from './fields/labels';
import { RequestSchema } from './RequestSchema';

/**
 * The API of a request: the group it names, else the released one, else the only one. `undefined` when it is not
 * served.
 *
 * @public
 */
export function requestedApi(
  request: { group?: string },
  capabilities: DpfCapabilities,
): DpuClusterApi | undefined {
  return request.group !== undefined
    ? capabilities.apis.find(api => api.group === request.group)
    : capabilities.apis[0];
}

/** What limits the number of DPUs of a cluster that is requested. @public */
export function maxNodesLimits(
  request: { type: string; group?: string },
  managementCluster: ManagementCluster,
): MaxNodesLimits {
  const { capabilities, policy, newControlPlanes } = managementCluster;
  return {
    policyMax: policy.maxNodes.max,
    apiLimit:
      capabilities && requestedApi(request, capabilities)?.maxNodesLimit,
    podRange:
      request.type === 'kamaji' ? newControlPlanes?.podRange : undefined,
  };
}

/** What a request is validated against. @public */
export interface RequestRules {
  /** Where the cluster is to be made. */
  managementCluster: ManagementCluster;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Checks the fields that have a list of values. */
function checkChoices(
  request: { readonly [field: string]: unknown },
  problems: FieldProblems,
): void {
  const { properties }: RequestSchema = dpuClusterRequestSchema;
  for (const [field, { enum: choices }] of Object.entries(properties ?? {})) {
    const value = request[field];
    if (choices && value !== undefined) {
      const last = choices.at(-1);
      problems.add(
        field,
        choices.some(choice => choice === value)
          ? undefined
          : `Choose ${choices.slice(0, -1).join(', ')} or ${last}.`,
      );
    }
  }
}

function checkAgainstApi(
  request: DpuClusterRequest,
  managementCluster: ManagementCluster,
  problems: FieldProblems,
): void {
  const { capabilities, policy } = managementCluster;
  const api = capabilities && requestedApi(request, capabilities);
  if (capabilities && !api) {
    problems.add(
      'group',
      capabilities.apis.length
        ? `Served here: ${capabilities.apis.map(a => a.group).join(', ')}.`
        : `DPF is not installed on ${managementCluster.name}.`,
    );
  }
  problems.check('maxNodes', request.maxNodes, maxNodes =>
    maxNodesProblem(maxNodes, maxNodesLimits(request, managementCluster)),
  );
  problems.check('version', request.version, version =>
    api && !api.specVersion
      ? 'DPF here chooses the version itself; leave it out.'
      : versionProblem(version, policy.versions),
  );
}

/**
 * Lists everything that is wrong with a request itself. Problems that depend on live objects are not checked here, such
 * as a name or an address that is taken, or an owner that the caller may not set.
 *
 * @public
 */
export function validateDpuClusterRequest(
  request: DpuClusterRequest,
  rules: RequestRules,
): FieldProblem[] {
  const { managementCluster, now } = rules;
  const { policy } = managementCluster;
  const problems = new FieldProblems();

  problems.add('requestId', requestIdProblem(request.requestId));
  problems.add('name', clusterNameProblem(request.name));
  problems.add('type', clusterTypeProblem(request.type));
  problems.add(
    'namespace',
    requestNamespaceProblem(request.namespace ?? policy.namespace, policy),
  );
  problems.check('owner', request.owner, ownerProblem);
  problems.check('templateRef', request.templateRef, entityRefProblem);
  problems.check('labels', request.labels, labels =>
    requestedLabelsProblem(
      labels,
      clusterLabelOf(
        {
          namespace: request.namespace ?? policy.namespace,
          name: request.name,
        },
        managementCluster.clusterLabel,
      ),
    ),
  );
  problems.check('expires', request.expires, expires =>
    expiresProblem(expires, now),
  );
  checkChoices(request, problems);
  checkAgainstApi(request, managementCluster, problems);
  if (request.type === 'kamaji') {
    checkKamajiFields(request, managementCluster.networks, problems);
  } else if (request.type === 'static') {
    checkStaticFields(request, problems);
  } else {
    refuseFields(request, [...ADDRESS_FIELDS, ...KUBECONFIG_FIELDS], problems);
  }
  return problems.items;
}
