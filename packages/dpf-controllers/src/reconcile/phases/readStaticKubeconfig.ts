import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, isForbidden } from '@dpf-portal/kube-controller';
import {
  KUBECONFIG_KEYS,
  KubeconfigSecret,
  Secret,
} from '@dpf-portal/dpf-world';
import { Phase, proceed } from '../Phase';
import {
  ReconcileContext,
  identityOf,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';

/** DPF releases differ in which key they read; a user's own Secret is nevertheless never written. */
async function completeKeys(
  context: ReconcileContext,
  secret: KubeconfigSecret,
): Promise<void> {
  const { missingKey } = secret;
  const madeHere =
    secret.annotations?.[DPF_ANNOTATIONS.requestId] !== undefined;
  if (!madeHere || !missingKey) {
    return;
  }
  const { clock, refusals } = context;
  const { namespace, uid } = identityOf(context.cluster);
  if (refusals.isKnown(uid, secret, clock.monotonic())) {
    return;
  }
  const client = context.client('static');
  const ref = { namespace, name: secret.state.name };
  const live = await client.get<Secret>(CORE_RESOURCES.secrets, ref);
  const present = KUBECONFIG_KEYS.find(key => live.data?.[key]);
  // What was not judged is not copied.
  if (!present || live.metadata.resourceVersion !== secret.resourceVersion) {
    return;
  }
  try {
    await client.mergePatch(CORE_RESOURCES.secrets, ref, {
      metadata: { resourceVersion: live.metadata.resourceVersion },
      data: { [missingKey]: live.data?.[present] },
    });
  } catch (error) {
    // The controllers' own identity only reads Secrets; one key does for everything done here.
    if (!isForbidden(error)) {
      throw error;
    }
    refusals.remember(uid, secret, clock.monotonic());
    context.logger.debug(
      `The key ${missingKey} is missing in the Secret ${ref.name}, which may not be changed from here`,
    );
  }
}

/** Type static: everything depends on the Secret that the user brought. */
export const readStaticKubeconfig: Phase = {
  name: 'readStaticKubeconfig',
  async run(context) {
    const { cluster, live, observed } = context;
    if (managingWriter(context) !== 'static' || !isTakenIn(cluster)) {
      return proceed;
    }
    const { kubeconfig } = cluster.spec;
    if (kubeconfig) {
      const { namespace } = identityOf(cluster);
      observed.kubeconfig = await live.kubeconfigSecret(namespace, kubeconfig);
      await completeKeys(context, observed.kubeconfig);
    }
    return proceed;
  },
};
