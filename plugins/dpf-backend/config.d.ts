import type { HumanDuration } from '@backstage/types';

export interface Config {
  dpf?: {
    /**
     * The Kubernetes clusters on which DPUClusters live. Read at start. Arrays of several configuration files do not
     * merge: the last file's list replaces the others'.
     */
    managementClusters?: Array<{
      /** `[a-z0-9-]{1,30}`. Part of references and entity names: never change it. */
      name: string;
      title?: string;
      /** Name of a cluster in `kubernetes.clusterLocatorMethods`. Its token is usually read-only; give one below. */
      kubernetesPluginRef?: string;
      /**
       * With `kubernetesPluginRef`: the portal's own token.
       * @visibility secret
       */
      serviceAccountToken?: string;
      /** With `kubernetesPluginRef`: file of the portal's own token, read again for every request. */
      tokenFile?: string;
      /** File of a kubeconfig for the portal's identity. */
      kubeconfigFile?: string;
      /** The portal runs in the management cluster and uses its pod's ServiceAccount. */
      inCluster?: boolean;
      connection?: {
        /** `https://host:port` of the API server. */
        server: string;
        /** Base64 of the PEM of its certificate authority. */
        caData?: string;
        caFile?: string;
        /** @visibility secret */
        serviceAccountToken?: string;
        tokenFile?: string;
      };
      /**
       * This cluster starts together with the portal, as `npm start` does it: until its first answer the portal shows
       * it as starting, not as unreachable.
       */
      startsWithPortal?: boolean;
      /** Ref of a catalog entity that stands for this cluster. */
      entityRef?: string;
      /** Namespaces that are watched; all when left out. */
      namespaces?: string[];
      /**
       * Which reconcilers the portal runs here. All are disabled unless said otherwise. With `auto` a role runs where
       * DPF's own controller of the role is not installed. `enabled` of earlier releases is read as `auto`.
       */
      roles?: {
        kamaji?: 'disabled' | 'auto' | 'enabled';
        static?: 'disabled' | 'auto' | 'enabled';
        provisioning?: 'disabled' | 'auto' | 'enabled';
      };
      /** The reconcilers' own identity. Without it they use the portal's, and a finding says so. */
      controllers?: {
        kubeconfigFile?: string;
        tokenFile?: string;
      };
      /**
       * Kubernetes version of control planes, as `v1.35.6`, where DPF's API has no `spec.version` (DPF 25.10 and later).
       * New ones get v1.35.6 when it is left out. Running ones are raised to it only when it is given: one minor version
       * at a time, two control planes at once, and none after one that has not come back within 15 minutes.
       */
      kubernetesVersion?: string;
      /**
       * Pod range of new control planes, as `10.244.0.0/14`: an IPv4 range with a /24 for each DPU. When left out: the one
       * of DPF's own configuration (`spec.flannel.podCIDR`), else 10.244.0.0/14 for up to 1,024 DPUs and 10.240.0.0/12
       * beyond. The range of a control plane cannot be changed later.
       */
      podCidr?: string;
      labels?: {
        /**
         * Key of the label that identifies each DPU cluster, `dpf-portal.io/cluster` when left out. Every requested
         * cluster gets it with the value `<namespace>.<name>`, so that a DPUSet can select that cluster and no other.
         */
        cluster?: string;
      };
      /**
       * Taints, as `CriticalAddonsOnly=true:NoExecute` or `dedicated:NoSchedule`, that new control planes and new keepalived
       * DaemonSets tolerate besides those of control-plane nodes. What runs keeps its tolerations.
       */
      tolerations?: string[];
      leaderElection?: {
        /** Namespace of the Leases; `dpf-operator-system` when left out. */
        namespace?: string;
      };
      /** How DPU clusters' API servers are reached. */
      tenantAccess?: {
        mode?: 'direct' | 'proxy';
        /** An HTTP CONNECT proxy. */
        proxyUrl?: string;
        /**
         * The only networks in which the portal connects to DPU clusters' API servers, as `10.66.0.0/16`. When left out:
         * public, private and unique local addresses, except this machine's own and the management API's. Cloud metadata
         * services are never reached. Addresses that carry an IPv4 address (NAT64, 6to4) are judged by that one: list
         * the IPv4 network. With a list, users see exactly why a connection failed.
         */
        allowedCidrs?: string[];
      };
      /** How users reach these DPU clusters, in place of `dpf.kubeconfigs.userAccess`. */
      userAccess?: {
        /** As there. */
        server?: string;
        /** As there. */
        proxyUrl?: string;
      };
      /** L2 segments on which virtual IPs may be taken. */
      networks?: Array<{
        name: string;
        title?: string;
        /**
         * Name of the L2 segment. Networks of one name are allocated together, also over management clusters; different
         * names are different segments. Without names, networks that overlap cause a warning.
         */
        segment?: string;
        /** The gateway of the segment, which is never given to a cluster. */
        gateway?: string;
        /** Interface on which keepalived assigns the VIP. */
        interface: string;
        /** `10.0.0.10-10.0.0.20`, a CIDR or a single address. */
        vipRanges: string[];
        /** `100-150` or a single id; all of 1 to 255 when left out. */
        virtualRouterIds?: string[];
        /** Ids that other keepalived processes use on this segment. */
        excludedVirtualRouterIds?: number[];
        /** Control-plane nodes on which keepalived runs. */
        nodeSelector?: { [label: string]: string };
      }>;
      /** Defaults and limits of requests. */
      policy?: {
        /**
         * Namespace in which clusters are made whose request names none; the first of `namespaces`, else `dpf-clusters`,
         * when left out. Never `default` or `kube-*`.
         */
        namespace?: string;
        /** All namespaces in which a request may make a cluster; `namespace` alone when left out. Never `default` or `kube-*`. */
        namespaces?: string[];
        version?: string;
        versions?: string[];
        maxNodes?: { default?: number; max?: number };
        /** After how many days a cluster of this purpose expires. Nothing is deleted then. */
        expiryDays?: { dev?: number; test?: number };
        /** How many clusters one owner, a group or a user, may have here. No limit when left out. */
        clustersPerGroup?: number;
      };
      uploads?: {
        /**
         * Namespace in which uploaded kubeconfigs wait for their request: at most 10 of a user, for at most a day.
         * `dpf-uploads` when left out.
         */
        namespace?: string;
      };
    }>;
    /**
     * Entity ref of the group that runs the platform. It is notified when it must act on a DPU cluster, and of everything
     * about clusters that have no owner. `catalog.providers.dpf.defaultOwner` when left out.
     */
    platformOwner?: string;
    /** The pages of the platform's engineers. */
    platform?: {
      /**
       * For how long the checks of a management cluster's setup are answered from the last run; at most an hour. One
       * minute when left out. “Check again” makes a new run.
       */
      checksKeptFor?: HumanDuration | string;
      /**
       * Address of docs/operate.md where it is published, for example `https://docs.example.com/dpf-portal/operate/`, or
       * a path of the portal. The platform's page links each problem to its entry there. No links when left out.
       */
      runbookUrl?: string;
    };
    /**
     * Where the pages are, for the links that the back end makes: in notifications, entities and tasks. Needed only where
     * the front end has them at other paths, for example by `app.extensions`; the front end does not read this. Paths are
     * below `app.baseUrl`. The catalog and scaffolder modules read it, too.
     */
    pages?: {
      /** Path of the list; `/dpu-clusters` when left out. */
      list?: string;
      /**
       * Path of the page of one cluster, with the parameters `:managementCluster`, `:namespace` and `:name`;
       * `/dpu-clusters/:managementCluster/:namespace/:name` when left out.
       */
      cluster?: string;
      /** Path of the catalog's page of an entity; `/catalog/:namespace/:kind/:name` when left out. */
      entity?: string;
    };
    /** Short-lived credentials of users for DPU clusters. */
    kubeconfigs?: {
      /**
       * The roles that are offered; none when left out. Each also needs its permission,
       * `dpf.dpu-cluster.kubeconfig.<role>`. Where the permission policy allows everything, everybody gets what is
       * named here.
       */
      roles?: Array<'view' | 'edit' | 'admin' | 'cluster-admin'>;
      /** The longest lifetime: from 15 minutes to 8 hours. One hour when left out. */
      maxLifetime?: HumanDuration | string;
      /** How users reach DPU clusters, where their route is not the portal's. */
      userAccess?: {
        /**
         * `https://host:port`, where `{managementCluster}`, `{namespace}`, `{name}`, `{host}` and `{port}` stand for
         * those of the cluster. The cluster's own address when left out.
         */
        server?: string;
        /** URL of an http, https or socks5 proxy; becomes `proxy-url` in kubeconfigs. */
        proxyUrl?: string;
      };
      /**
       * DPU clusters for Backstage's Kubernetes plugin, by `kubernetes-backend-module-dpf`. It gets short-lived credentials
       * of the role `view`. A user sees the workloads of a cluster only with `dpf.dpu-cluster.read` and
       * `dpf.dpu-cluster.kubeconfig.view`.
       */
      kubernetesPlugin?: {
        /** False when left out. */
        enabled?: boolean;
        /**
         * The servers of registered clusters that the plugin may connect to: networks, addresses, and domains with their
         * subdomains. None when left out: only control planes that Kamaji made are offered, because the plugin knows no
         * address fence.
         */
        registeredServers?: string[];
      };
    };
    /**
     * For how many days the database keeps what has ended: the history of clusters, also of those that are gone, and
     * credentials in the ledger. 365 when left out.
     */
    retentionDays?: number;
    /** Clusters that are made from a repository. */
    gitops?: {
      /**
       * For how long the address of a manifest is reserved until somebody applies it: 10 minutes to 30 days. 7 days when
       * left out.
       */
      reservation?: HumanDuration | string;
    };
    /** What Backstage's actions registry offers to MCP clients and the command line. */
    actions?: {
      /**
       * Whether it offers the actions that write, too: create, update and retire. Only those that read when left out. Each
       * acts with the permissions of its caller.
       */
      write?: boolean;
    };
    guests?: {
      /**
       * Guests may sign in though a management cluster is not on this machine: anyone who can open the portal then acts
       * on it as guest. Needed only where guests can sign in: in development, or with
       * `auth.providers.guest.dangerouslyAllowOutsideDevelopment`.
       */
      allowRemoteManagementClusters?: boolean;
    };
  };
}
