import { relative } from 'node:path';

function shown(file) {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}

/** Prints the addresses of the portal and the next steps. */
export function printAddresses(addresses, options, progress) {
  const kubeconfig = shown(addresses.kubeconfig);
  progress.line('The portal is ready');
  progress.plain();
  progress.plain(`  Portal       ${addresses.address}  (sign in as guest)`);
  progress.plain(`  Kubeconfig   ${kubeconfig}`);
  if (addresses.replicas) {
    progress.plain(
      `  Back ends    ${addresses.replicas
        .map(({ address }) => address)
        .join(', ')}, in turn behind ${addresses.backend}`,
    );
    progress.plain(
      `  Controllers  ${
        options.roles.join(', ') || 'none'
      }, in a process of their own`,
    );
  }
  if (addresses.existing) {
    const roles = options.roles.join(', ') || 'none (the portal only observes)';
    progress.plain(`  Controllers  ${roles}`);
    progress.plain(
      '  Guests       anyone who can open the portal on this machine acts on this cluster with the rights of the kubeconfig',
    );
  } else {
    progress.plain(
      `  Static cluster to register: ${shown(addresses.staticKubeconfig)}`,
    );
    progress.plain();
    progress.plain('  The two examples of the DPF developer guide:');
    progress.plain(
      `    kubectl --kubeconfig ${kubeconfig} apply -n team-a -f test/fixtures/guide/kamaji.yaml`,
    );
    progress.plain(
      `    kubectl --kubeconfig ${kubeconfig} create secret generic my-admin-kubeconfig -n team-b --from-file=admin.conf=${shown(
        addresses.staticKubeconfig,
      )}`,
    );
    progress.plain(
      `    kubectl --kubeconfig ${kubeconfig} apply -n team-b -f test/fixtures/guide/static.yaml`,
    );
    progress.plain(
      `    kubectl --kubeconfig ${kubeconfig} get dpuclusters -A -w`,
    );
  }
  progress.plain();
  progress.plain(`  Logs         ${shown(addresses.logs)}`);
  progress.plain('  Press Ctrl-C to stop everything.');
  progress.plain();
}
