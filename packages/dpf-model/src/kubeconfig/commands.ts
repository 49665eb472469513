/** The command that writes a kubeconfig of one context with everything inline. */
export const WRITE_WHOLE =
  '`kubectl config view --raw --minify --flatten > admin.kubeconfig`';

/** The command that makes a kubeconfig with a client certificate, on a control-plane node that kubeadm made. @public */
export const ISSUE_CERTIFICATE =
  '`kubeadm kubeconfig user --client-name dpf-admin --org system:masters > admin.kubeconfig`';

/** The command that puts a client certificate and its key into a kubeconfig. @public */
export const EMBED_CERTIFICATE =
  '`kubectl config set-credentials NAME --client-certificate FILE --client-key FILE --embed-certs`';
