import { RecordedCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import { boundedText } from '@dpf-portal/dpf-model';
import { DpuClusterAttributes } from '../permissions/dpuClusterResourceRef';

/** As long as an owner or a type `vendor/name` may be. */
const LONGEST_ATTRIBUTE = 317;

/** Names a cluster of the history. */
export interface ClusterId {
  managementCluster: string;
  uid: string;
}

/** Annotations are as long as whoever wrote them liked. */
export function boundedAttributes(
  attributes: DpuClusterAttributes,
): DpuClusterAttributes {
  const { managementCluster, namespace, name, type, ...annotations } =
    attributes;
  return {
    managementCluster,
    namespace,
    name,
    type: boundedText(type, LONGEST_ATTRIBUTE),
    ...Object.fromEntries(
      Object.entries(annotations)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, boundedText(value, LONGEST_ATTRIBUTE)]),
    ),
  };
}

/** A cluster that is recorded, as the REST API shows it. */
export function toRecordedCluster(
  id: ClusterId & { groupQualifier?: string },
  attributes: DpuClusterAttributes,
  rest: Pick<
    RecordedCluster,
    'from' | 'until' | 'deletionRequestedAt' | 'retiredBy'
  >,
): RecordedCluster {
  const { managementCluster, uid, groupQualifier } = id;
  const { namespace, name, type, owner, requestedBy } =
    boundedAttributes(attributes);
  return {
    managementCluster,
    uid,
    namespace,
    name,
    ...(groupQualifier && { groupQualifier }),
    type,
    ...(owner && { owner }),
    ...(requestedBy && { requestedBy }),
    ...rest,
  };
}
