import { shellQuoted } from '../text/shellQuoted';
import { DpuCluster } from '../cluster/DpuCluster';
import { FindingWho } from './Finding';
import { isKamaji } from './clusterState';
import { rewriteKubeconfig } from './phrases';

/**
 * Why a server is not trusted, whatever a TLS library calls it.
 *
 * @public
 */
export type TlsProblem =
  | 'OtherAddress'
  | 'Expired'
  | 'AuthorityExpired'
  | 'NotYetValid'
  | 'OtherAuthority'
  | 'Unacceptable'
  | 'NoTls';

/** What is true of the server, without its first capital and its full stop. */
const SAID: Record<TlsProblem, string> = {
  OtherAddress:
    'the server’s certificate is made out for other addresses, not for the one in the kubeconfig',
  Expired: 'the server’s own certificate expired',
  AuthorityExpired: 'the CA in the kubeconfig expired',
  NotYetValid:
    'the server’s certificate is not valid yet by the clock of the portal, so one of the two clocks is wrong',
  OtherAuthority:
    'the server’s certificate is not trusted: another CA signed it than the one in the kubeconfig',
  Unacceptable:
    'the server’s certificate is not one that Kubernetes clients accept for a server',
  NoTls: 'the server does not speak TLS',
};

/** The command that shows what answers at a server. */
export function readyzCommand(server = 'https://HOST:PORT'): string {
  return `\`curl -kv ${shellQuoted(`${server}/readyz`)}\``;
}

/** A command that shows the certificate of a server: its issuer, its dates and the addresses it carries. */
function show(server: string | undefined): string {
  const address = server?.replace(/^https:\/\//, '') ?? 'HOST:PORT';
  return `\`openssl s_client -connect ${shellQuoted(
    address,
  )} </dev/null | openssl x509 -noout -issuer -dates -ext subjectAltName\``;
}

const NEW_KUBECONFIG =
  'replace the kubeconfig with a new one, written where kubectl reaches the cluster: `kubectl config view --raw --minify --flatten`';

interface Step {
  remedy: string;
  who: FindingWho;
}

/** What helps for a server that its owner runs. */
function ownerStep(problem: TlsProblem, server: string | undefined): Step {
  switch (problem) {
    case 'OtherAddress':
      return {
        remedy: `Add the address to the server’s SANs and renew its certificate there. kubeadm: add it to apiServer.certSANs, remove apiserver.crt and apiserver.key from /etc/kubernetes/pki, run \`kubeadm init phase certs apiserver --config FILE\` and restart kube-apiserver. k3s: add --tls-san and restart. Or name in the kubeconfig an address that the certificate carries; ${show(
          server,
        )} lists them.`,
        who: 'owner',
      };
    case 'Expired':
      return {
        remedy: `Renew the certificate on the server. kubeadm: \`kubeadm certs renew apiserver\`, then restart kube-apiserver. k3s: \`systemctl restart k3s\`. ${show(
          server,
        )} shows its dates.`,
        who: 'owner',
      };
    case 'AuthorityExpired':
      return {
        remedy: `If the cluster has a new CA, ${NEW_KUBECONFIG}. Otherwise renew the CA of the cluster first.`,
        who: 'owner',
      };
    case 'NotYetValid':
      return {
        remedy: `Compare the clocks: run \`date -u\` on the machine of the portal and on the server, and correct the one that is wrong, for example with \`chronyc makestep\`. ${show(
          server,
        )} shows from when on the certificate is valid.`,
        who: 'platform',
      };
    case 'OtherAuthority':
      return {
        remedy: `If the CA of the cluster was replaced, ${NEW_KUBECONFIG}. Otherwise another server answers at the address, or the server does not send its intermediate certificate; ${show(
          server,
        )} shows who signed.`,
        who: 'owner',
      };
    case 'Unacceptable':
      return {
        remedy: `Have the certificate issued anew, for server authentication, with SHA-256 and a key that Kubernetes accepts. ${show(
          server,
        )} shows the present one.`,
        who: 'owner',
      };
    case 'NoTls':
      return {
        remedy: `Check the port in the kubeconfig: ${readyzCommand(
          server,
        )} shows what answers there. An API server usually has port 6443.`,
        who: 'owner',
      };
    default:
      throw new Error(`There is no remedy for ${problem}`);
  }
}

/** What helps for a control plane that Kamaji made. */
function platformStep(
  problem: TlsProblem,
  cluster: DpuCluster,
  server: string | undefined,
): Step {
  const { namespace, name } = cluster.metadata;
  const secret = `${name}-api-server-certificate`;
  const rotate = `\`kubectl -n ${namespace} annotate secret ${secret} --overwrite certs.kamaji.clastix.io/rotate=""\``;
  switch (problem) {
    case 'OtherAddress':
    case 'Expired':
    case 'Unacceptable':
      return {
        remedy: `Let Kamaji renew the server’s certificate: ${rotate}. ${show(
          server,
        )} shows the present one.`,
        who: 'platform',
      };
    case 'AuthorityExpired':
    case 'OtherAuthority':
      return {
        remedy: `${rewriteKubeconfig(
          cluster,
        )} If it still names another CA, another server answers at the address; ${show(
          server,
        )} shows who signed.`,
        who: 'platform',
      };
    default:
      return { ...ownerStep(problem, server), who: 'platform' };
  }
}

/**
 * What is wrong with a server, as a sentence for the message of a condition and of an upload.
 *
 * @public
 */
export function tlsProblemSentence(problem: TlsProblem): string {
  const said = SAID[problem];
  return `${said[0].toUpperCase()}${said.slice(1)}.`;
}

/**
 * The warning about the server of an uploaded kubeconfig: what is wrong, the step that mends it, and who takes it.
 *
 * @public
 */
export function tlsProblemOfUpload(
  problem: TlsProblem,
  server: string | undefined,
): { message: string; who: FindingWho } {
  const { remedy, who } = ownerStep(problem, server);
  return { message: `${tlsProblemSentence(problem)} ${remedy}`, who };
}

/** The part of a finding about the server of a cluster. */
export function tlsProblemOf(
  problem: TlsProblem,
  cluster: DpuCluster,
  server: string | undefined,
): { what: string; remedy: string; who: FindingWho } {
  const step = isKamaji(cluster)
    ? platformStep(problem, cluster, server)
    : ownerStep(problem, server);
  return { what: SAID[problem], ...step };
}
