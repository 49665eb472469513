import { KamajiFields } from '../capabilities/DpfCapabilities';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import { parseVersion } from '../upgrade/versions';
import { AUDIT_POLICY, EVENT_RATE_LIMITS, PodFile } from './apiServerFiles';

/** What decides which parts a control plane can have: the fields of Kamaji, and the version that it runs. @public */
export interface PartSources {
  /** Absent: not known, so the control plane gets none of the parts. */
  fields?: KamajiFields;
  version?: string;
}

/** A part of a control plane that DPF's own manager gives new ones, and that older ones lack. */
interface Part {
  /** In a sentence. */
  what: string;
  /** Adding it restarts the pods of the control plane. */
  restarts: boolean;
  isPossible(sources: PartSources & { fields: KamajiFields }): boolean;
  isIn(controlPlane: TenantControlPlane, fields: KamajiFields): boolean;
  addTo(
    controlPlane: TenantControlPlane,
    fields: KamajiFields,
  ): TenantControlPlane;
}

type Spec = NonNullable<TenantControlPlane['spec']>;
type Deployment = NonNullable<NonNullable<Spec['controlPlane']>['deployment']>;
type Component = keyof NonNullable<Deployment['extraArgs']>;

const EVENT_RATE_LIMIT = 'EventRateLimit';
const ADMISSION_PLUGINS: readonly string[] = [
  'NamespaceLifecycle',
  'LimitRanger',
  'ServiceAccount',
  'AlwaysPullImages',
  'MutatingAdmissionWebhook',
  'ValidatingAdmissionWebhook',
  'ResourceQuota',
  'PodSecurity',
  'PodNodeSelector',
  'NodeRestriction',
];
const PREFERRED_ADDRESS_TYPES = ['InternalIP', 'Hostname', 'ExternalIP'];
/** What Kamaji fills in, now and in earlier releases. Another order is somebody's choice. */
const KAMAJI_ADDRESS_TYPES = [
  'InternalIP,ExternalIP,Hostname',
  'Hostname,InternalIP,ExternalIP',
];
/**
 * A kubelet of v1.34 does not accept two fields that Kamaji writes for newer ones, and the gates belong to them.
 */
const KUBELET_PATCHES = [
  { op: 'remove', path: '/crashLoopBackOff' },
  { op: 'remove', path: '/imagePullCredentialsVerificationPolicy' },
  {
    op: 'add',
    path: '/featureGates',
    value: {
      KubeletCrashLoopBackOffMax: false,
      KubeletEnsureSecretPulledImages: false,
    },
  },
];
const HARDENING: Record<
  'apiServer' | 'controllerManager' | 'scheduler',
  string[]
> = {
  apiServer: [
    '--anonymous-auth=true',
    '--profiling=false',
    '--request-timeout=120s',
    '--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
  ],
  controllerManager: ['--profiling=false'],
  scheduler: ['--profiling=false'],
};

function deploymentOf({ spec }: TenantControlPlane): Deployment {
  return spec?.controlPlane?.deployment ?? {};
}

function withDeployment(
  controlPlane: TenantControlPlane,
  deployment: Deployment,
): TenantControlPlane {
  const { spec } = controlPlane;
  return {
    ...controlPlane,
    spec: { ...spec, controlPlane: { ...spec?.controlPlane, deployment } },
  };
}

function withKubernetes(
  controlPlane: TenantControlPlane,
  change: NonNullable<Spec['kubernetes']>,
): TenantControlPlane {
  const { spec } = controlPlane;
  return {
    ...controlPlane,
    spec: { ...spec, kubernetes: { ...spec?.kubernetes, ...change } },
  };
}

function nameOf(argument: string): string {
  return argument.split('=', 1)[0];
}

function hasArgument(
  controlPlane: TenantControlPlane,
  component: Component,
  argument: string,
): boolean {
  const given = deploymentOf(controlPlane).extraArgs?.[component] ?? [];
  return given.some(one => nameOf(one) === nameOf(argument));
}

/** Adds the arguments whose flags are not given yet: what an administrator chose stays. */
function withArguments(
  controlPlane: TenantControlPlane,
  component: Component,
  wanted: readonly string[],
): TenantControlPlane {
  const missing = wanted.filter(
    argument => !hasArgument(controlPlane, component, argument),
  );
  const deployment = deploymentOf(controlPlane);
  const { extraArgs } = deployment;
  return missing.length
    ? withDeployment(controlPlane, {
        ...deployment,
        extraArgs: {
          ...extraArgs,
          [component]: [...(extraArgs?.[component] ?? []), ...missing],
        },
      })
    : controlPlane;
}

/** Adds a file of the API server, whose text is in an annotation of its pods. */
function withFile(
  controlPlane: TenantControlPlane,
  { annotation, text, volume, directory, path, isAlone }: PodFile,
): TenantControlPlane {
  const deployment = deploymentOf(controlPlane);
  const { podAdditionalMetadata, additionalVolumes, additionalVolumeMounts } =
    deployment;
  const mounts = additionalVolumeMounts?.apiServer ?? [];
  return withDeployment(controlPlane, {
    ...deployment,
    podAdditionalMetadata: {
      ...podAdditionalMetadata,
      annotations: {
        ...podAdditionalMetadata?.annotations,
        [annotation]: text,
      },
    },
    additionalVolumes: [
      ...(additionalVolumes ?? []).filter(({ name }) => name !== volume),
      {
        name: volume,
        downwardAPI: {
          items: [
            {
              path,
              fieldRef: { fieldPath: `metadata.annotations['${annotation}']` },
            },
          ],
        },
      },
    ],
    additionalVolumeMounts: {
      ...additionalVolumeMounts,
      apiServer: [
        ...mounts.filter(({ name }) => name !== volume),
        isAlone
          ? {
              name: volume,
              mountPath: `${directory}/${path}`,
              subPath: path,
              readOnly: true,
            }
          : { name: volume, mountPath: directory, readOnly: true },
      ],
    },
  });
}

function fileOf({ directory, path }: PodFile): string {
  return `${directory}/${path}`;
}

function pluginsOf({ spec }: TenantControlPlane): readonly string[] {
  return spec?.kubernetes?.admissionControllers ?? [];
}

function canEnable(plugin: string, { admissionPlugins }: KamajiFields) {
  return admissionPlugins?.includes(plugin) ?? true;
}

function withPlugins(
  controlPlane: TenantControlPlane,
  plugins: readonly string[],
): TenantControlPlane {
  const enabled = pluginsOf(controlPlane);
  return withKubernetes(controlPlane, {
    admissionControllers: [
      ...enabled,
      ...plugins.filter(plugin => !enabled.includes(plugin)),
    ],
  });
}

const admission: Part = {
  what: 'admission plugins',
  restarts: true,
  isPossible: () => true,
  isIn: (controlPlane, fields) =>
    ADMISSION_PLUGINS.every(
      plugin =>
        !canEnable(plugin, fields) || pluginsOf(controlPlane).includes(plugin),
    ),
  addTo: (controlPlane, fields) =>
    withPlugins(
      controlPlane,
      ADMISSION_PLUGINS.filter(plugin => canEnable(plugin, fields)),
    ),
};

const AUDIT_ARGUMENTS = [
  '--audit-log-path=-',
  `--audit-policy-file=${fileOf(AUDIT_POLICY)}`,
];

const audit: Part = {
  what: 'an audit log',
  restarts: true,
  isPossible: ({ fields }) => fields.extraArgs && fields.podFiles,
  isIn: controlPlane =>
    hasArgument(controlPlane, 'apiServer', '--audit-policy-file'),
  addTo: controlPlane =>
    withFile(
      withArguments(controlPlane, 'apiServer', AUDIT_ARGUMENTS),
      AUDIT_POLICY,
    ),
};

/** A control plane that has a configuration of its own for admission keeps it: the API server reads one file. */
const eventRate: Part = {
  what: 'limits for Events',
  restarts: true,
  isPossible: ({ fields }) =>
    fields.extraArgs && fields.podFiles && canEnable(EVENT_RATE_LIMIT, fields),
  isIn: controlPlane =>
    hasArgument(controlPlane, 'apiServer', '--admission-control-config-file') ||
    pluginsOf(controlPlane).includes(EVENT_RATE_LIMIT),
  addTo: controlPlane =>
    withFile(
      withArguments(
        withPlugins(controlPlane, [EVENT_RATE_LIMIT]),
        'apiServer',
        [`--admission-control-config-file=${fileOf(EVENT_RATE_LIMITS)}`],
      ),
      EVENT_RATE_LIMITS,
    ),
};

const COMPONENTS = ['apiServer', 'controllerManager', 'scheduler'] as const;

const hardening: Part = {
  what: 'hardened flags',
  restarts: true,
  isPossible: ({ fields }) => fields.extraArgs,
  isIn: controlPlane =>
    COMPONENTS.every(component =>
      HARDENING[component].every(argument =>
        hasArgument(controlPlane, component, argument),
      ),
    ),
  addTo: controlPlane =>
    COMPONENTS.reduce(
      (changed, component) =>
        withArguments(changed, component, HARDENING[component]),
      controlPlane,
    ),
};

const addressTypes: Part = {
  what: 'the order of node addresses',
  restarts: true,
  isPossible: ({ fields }) => fields.preferredAddressTypes,
  isIn: ({ spec }) => {
    const types = spec?.kubernetes?.kubelet?.preferredAddressTypes;
    return (
      types !== undefined && !KAMAJI_ADDRESS_TYPES.includes(types.join(','))
    );
  },
  addTo: controlPlane =>
    withKubernetes(controlPlane, {
      kubelet: {
        ...controlPlane.spec?.kubernetes?.kubelet,
        preferredAddressTypes: [...PREFERRED_ADDRESS_TYPES],
      },
    }),
};

function isFrom134(version: string | undefined): boolean {
  const [major, minor] = parseVersion(version ?? '') ?? [0, 0];
  return major > 1 || (major === 1 && minor >= 34);
}

function missingPatches({ spec }: TenantControlPlane) {
  const patches = spec?.kubernetes?.kubelet?.configurationJSONPatches ?? [];
  return KUBELET_PATCHES.filter(
    ({ op, path }) =>
      !patches.some(patch => patch.op === op && patch.path === path),
  );
}

/** The gates are unknown to older kubelets, so they go by the version of the control plane. */
const kubeletPatches: Part = {
  what: 'the kubelet configuration of v1.34',
  restarts: false,
  isPossible: ({ fields, version }) =>
    fields.kubeletPatches && isFrom134(version),
  isIn: controlPlane => missingPatches(controlPlane).length === 0,
  addTo: controlPlane => {
    const kubelet = controlPlane.spec?.kubernetes?.kubelet;
    return withKubernetes(controlPlane, {
      kubelet: {
        ...kubelet,
        configurationJSONPatches: [
          ...(kubelet?.configurationJSONPatches ?? []),
          ...missingPatches(controlPlane),
        ],
      },
    });
  },
};

const PARTS: readonly Part[] = [
  admission,
  audit,
  eventRate,
  hardening,
  addressTypes,
  kubeletPatches,
];

/** What a control plane lacks of what new ones get. @public */
export interface MissingParts {
  /** What is missing, in words. */
  parts: string[];
  /** Adding it restarts the pods of the control plane. */
  restarts: boolean;
}

function missingFrom(
  controlPlane: TenantControlPlane,
  fields: KamajiFields,
  version: string | undefined,
): Part[] {
  return PARTS.filter(
    part =>
      part.isPossible({ fields, version }) && !part.isIn(controlPlane, fields),
  );
}

/**
 * What a control plane lacks of what new ones get, by the fields that Kamaji has. What an administrator chose otherwise
 * is not missing.
 *
 * @public
 */
export function missingParts(
  controlPlane: TenantControlPlane,
  { fields, version }: PartSources,
): MissingParts {
  const missing = fields ? missingFrom(controlPlane, fields, version) : [];
  return {
    parts: missing.map(({ what }) => what),
    restarts: missing.some(({ restarts }) => restarts),
  };
}

/** The control plane with the patches that kubelets need at a version to which it is upgraded. @public */
export function withKubeletPatches(
  controlPlane: TenantControlPlane,
  { fields, version }: PartSources,
): TenantControlPlane {
  return fields &&
    kubeletPatches.isPossible({ fields, version }) &&
    !kubeletPatches.isIn(controlPlane, fields)
    ? kubeletPatches.addTo(controlPlane, fields)
    : controlPlane;
}

/** The control plane with everything that it lacks of what new ones get; what it has stays. @public */
export function withAllParts(
  controlPlane: TenantControlPlane,
  { fields, version }: PartSources,
): TenantControlPlane {
  return fields
    ? missingFrom(controlPlane, fields, version).reduce(
        (changed, part) => part.addTo(changed, fields),
        controlPlane,
      )
    : controlPlane;
}
