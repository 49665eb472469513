import { DpuClusterRequest } from './DpuClusterRequest';
import { FieldProblems } from './FieldProblems';
import { secretNameProblem } from './fields';
import { ADDRESS_FIELDS, refuseFields } from './refuseFields';

const HANDLE = /^[A-Za-z0-9._-]{1,200}$/;

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
  problems.check('kubeconfigUpload', kubeconfigUpload, handle =>
    HANDLE.test(handle) ? undefined : 'This is not the handle of an upload.',
  );
  problems.check('kubeconfigSecret', kubeconfigSecret, secretNameProblem);
  refuseFields(request, ADDRESS_FIELDS, problems);
}
