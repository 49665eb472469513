import { DpuCluster } from '@dpf-portal/dpf-model';
import { adminKubeconfigName } from '@dpf-portal/dpf-world';
import { Phase, PhaseResult, proceed } from '../Phase';
import { ReconcileContext, Writer, identityOf } from '../ReconcileContext';

const SECRET_RETRY_MS = 200;

/** Sets `spec.kubeconfig` where it is empty. Once set it is never replaced. */
export async function publishKubeconfigName(
  context: ReconcileContext,
  name: string,
  writer: Writer,
): Promise<void> {
  const { cluster, resource } = context;
  if (cluster.spec.kubeconfig) {
    return;
  }
  context.cluster = await context
    .client(writer)
    .mergePatch<DpuCluster>(resource, cluster.metadata, {
      metadata: { resourceVersion: cluster.metadata.resourceVersion },
      spec: { kubeconfig: name },
    });
}

async function publish(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, live, observed } = context;
  const { namespace, name } = identityOf(cluster);
  const secretName =
    observed.controlPlane?.status?.kubeconfig?.admin?.secretName ??
    adminKubeconfigName(name);
  const secret = await live.kubeconfigSecret(namespace, secretName);
  observed.kubeconfig = secret;
  if (secret.reason === 'SecretNotFound') {
    return { flow: 'continue', afterMs: SECRET_RETRY_MS };
  }
  await publishKubeconfigName(context, secretName, 'kamaji');
  return proceed;
}

/** Names the Secret with the admin kubeconfig as soon as Kamaji has made it, and before `Created` is True. */
export const publishKubeconfig: Phase = {
  name: 'publishKubeconfig',
  async run(context) {
    const { cluster, observed } = context;
    const status =
      observed.controlPlane?.status?.kubernetesResources?.version?.status;
    return observed.endpoint && status === 'Ready' && !cluster.spec.kubeconfig
      ? publish(context)
      : proceed;
  },
};
