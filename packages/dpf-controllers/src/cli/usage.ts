import { DEFAULT_KUBERNETES_VERSION } from '@dpf-portal/dpf-model';

/** What `dpf-controllers --help` prints. */
export const USAGE = `Usage: dpf-controllers [COMMAND] [--kubeconfig FILE] [options]

  run        runs the DPUCluster controllers of a management cluster (default)
  doctor     checks whether the management cluster is ready for them, and prints what to do
  explain    prints the findings of a dump (\`kubectl get -o yaml\`, the vendor's collection), offline: explain DUMP…, - is the standard input
  footprint  prints every object and field of this project on the management cluster
  handback   releases their Leases for DPF's own controllers, and prints what remains
  leave      removes what nobody needs once this project is gone, and prints what stays and why

  --kubeconfig FILE                kubeconfig of the management cluster (default: service account of the pod)
  --context NAME                   context in FILE (default: the current context)
  --roles ROLE[=MODE],…            kamaji, static, provisioning (default: all); MODE is auto (default) or disabled;
                                   a role runs only if DPF's own controller of that role is not installed
  --group GROUP                    only this API group; may be given twice (default: all served groups)
  --tenant-proxy URL               reach DPU clusters through this HTTP CONNECT proxy
  --allow-cidr CIDR                network of DPU clusters that may be contacted; may be given more than once (default:
                                   public, private and unique local addresses except those of this machine)
  --leader-election-namespace NS   namespace of the Leases (default: dpf-operator-system)
  --identity ID                    identity in the Leases (default: host name and a random part)
  --keepalived-image IMAGE         image with keepalived and curl
  --kubernetes-version VERSION     Kubernetes version of new control planes if DPF's API has no spec.version (default:
                                   ${DEFAULT_KUBERNETES_VERSION}); existing ones are upgraded only if this option is given
  --pod-cidr CIDR                  pod range of new control planes, a /24 for each DPU (default: from the
                                   DPFOperatorConfig, else 10.244.0.0/14, or 10.240.0.0/12 for more than 1024 DPUs)
  --toleration KEY[=VALUE][:EFFECT]
                                   taint that new control planes and new keepalived DaemonSets tolerate besides those of
                                   control-plane nodes; may be given more than once
  --probe-interval SECONDS         interval of the health checks of each DPU cluster (default: 10)
  --after-ready SECONDS            how long after a cluster is Ready its Service for metrics is made, and its keepalived
                                   prepared for a hand-back (default: 300)
  --metrics-bind-address ADDRESS   serve /metrics at this host:port (default: off)
  --health-probe-bind-address ADDRESS
                                   serve /healthz and /readyz at this host:port (default: off)
  --manager MODULE                 package or file that exports createClusterManagers(), for clusters of other
                                   types (vendor/name); may be given more than once
  --output text|json|markdown      doctor, explain, footprint, leave: how the result is printed (default: text)
  --json                           the same as --output json
  --if-label KEY=VALUE|KEY-        explain: as if the cluster had this label, or had it no more; may be given more than once
  --cluster NAMESPACE/NAME         explain: the cluster of --if-label, where the dump has several
  --if-new-cluster FILE            explain: as if the DPUCluster in FILE existed; may be given more than once
  --next N                         explain: where DPF assigns the next N DPUs of each DPUSet (default: 1, or as many as wait)
  --now TIME                       explain: the time of the dump (default: the latest time in it)
  --dry-run                        leave: remove nothing, print what would be removed
  --undo                           handback: let the controllers lead again
  --timeout SECONDS                handback: wait at most this long for the holder of the Leases (default: 30)
  --help, -h                       show this text, like the command help

doctor exits with 1 if it finds a problem, explain if somebody has to act, footprint if something was not checked, handback
if a Lease is still held, leave if something remains that should go; explain exits with 2 if the dump cannot be read.
`;
