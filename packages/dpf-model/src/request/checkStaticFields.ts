import { DpuClusterRequest } from './DpuClusterRequest';
import { FieldProblems } from './FieldProblems';
import { kubeconfigUploadProblem } from './fields/kubeconfigUpload';
import { secretNameProblem } from './fields/objectName';
import { ADDRESS_FIELDS, refuseFields } from './refuseFields';

/** Checks what only a static request has. */
export function checkStaticFields(
  request: DpuClusterRequest,
  problems: FieldProblems,
): void {
  const { kubeconfigUpload, kubeconfigSecret } = request;
  if (kubeconfigUpload === undefined && kubeconfigSecret === undefined) {
    problems.add(
      'kubeconfigUpload',
      'Give an admin kubeconfig, or name a Secret that holds one.',
    );
  } else if (kubeconfigUpload !== undefined && kubeconfigSecret !== undefined) {
    problems.add(
      'kubeconfigSecret',
      'Give either a kubeconfig or the name of a Secret, not both.',
    );
  }
  problems.check('kubeconfigUpload', kubeconfigUpload, kubeconfigUploadProblem);
  problems.check('kubeconfigSecret', kubeconfigSecret, secretNameProblem);
  refuseFields(request, ADDRESS_FIELDS, problems);
}
