/** The command that writes a kubeconfig of one context with everything inline. */
export const WRITE_WHOLE =
  '`kubectl config view --raw --minify --flatten > admin.kubeconfig`';

/** The command that makes a kubeconfig with a client certificate, on a control-plane node that kubeadm made. */
export const ISSUE_CERTIFICATE =
  '`kubeadm kubeconfig user --client-name dpf-admin --org system:masters > admin.kubeconfig`';
