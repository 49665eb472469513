import { KamajiFields } from '../capabilities/DpfCapabilities';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import {
  missingParts,
  withAllParts,
  withKubeletPatches,
} from './controlPlaneParts';

const FIELDS: KamajiFields = {
  serviceCidrs: true,
  kubeletPatches: true,
  preferredAddressTypes: true,
  extraArgs: true,
  podFiles: true,
};
const NO_FIELDS: KamajiFields = {
  serviceCidrs: false,
  kubeletPatches: false,
  preferredAddressTypes: false,
  extraArgs: false,
  podFiles: false,
};
const VERSION = 'v1.35.6';

/** As DPF 24.10 and the first releases made it. */
const OLD: TenantControlPlane = {
  metadata: { name: 'green' },
  spec: {
    controlPlane: { deployment: { replicas: 3 } },
    kubernetes: {
      version: VERSION,
      kubelet: {
        cgroupfs: 'systemd',
        preferredAddressTypes: ['InternalIP', 'ExternalIP', 'Hostname'],
      },
      admissionControllers: ['ResourceQuota', 'LimitRanger'],
    },
  },
};

function partsOf(
  controlPlane: TenantControlPlane,
  fields: KamajiFields | undefined = FIELDS,
  version = VERSION,
): string[] {
  return missingParts(controlPlane, { fields, version }).parts;
}

function deploymentOf({ spec }: TenantControlPlane) {
  return spec?.controlPlane?.deployment ?? {};
}

describe('the parts of a control plane', () => {
  const all = withAllParts(OLD, { fields: FIELDS, version: VERSION });

  it('are all missing from an old one, and from none that has got them', () => {
    expect(partsOf(OLD)).toEqual([
      'admission plugins',
      'an audit log',
      'limits for Events',
      'hardened flags',
      'the order of node addresses',
      'the kubelet configuration of v1.34',
    ]);
    expect(
      missingParts(OLD, { fields: FIELDS, version: VERSION }).restarts,
    ).toBe(true);
    expect(partsOf(all)).toEqual([]);
    expect(withAllParts(all, { fields: FIELDS, version: VERSION })).toBe(all);
  });

  it('are those of DPF’s own manager', () => {
    const { spec } = all;
    expect(spec?.kubernetes?.admissionControllers?.toSorted()).toEqual(
      [
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
        'EventRateLimit',
      ].sort(),
    );
    expect(deploymentOf(all).extraArgs).toEqual({
      apiServer: [
        '--audit-log-path=-',
        '--audit-policy-file=/etc/kubernetes/audit-policy.yaml',
        '--admission-control-config-file=/etc/kubernetes/eventratelimit/eventratelimit.yaml',
        '--anonymous-auth=true',
        '--profiling=false',
        '--request-timeout=120s',
        expect.stringMatching(/^--tls-cipher-suites=TLS_ECDHE_/),
      ],
      controllerManager: ['--profiling=false'],
      scheduler: ['--profiling=false'],
    });
    expect(spec?.kubernetes?.kubelet).toEqual({
      cgroupfs: 'systemd',
      preferredAddressTypes: ['InternalIP', 'Hostname', 'ExternalIP'],
      configurationJSONPatches: [
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
      ],
    });
  });

  it('bring each file of the API server with them, from an annotation of its pods', () => {
    const { podAdditionalMetadata, additionalVolumes, additionalVolumeMounts } =
      deploymentOf(all);
    for (const volume of additionalVolumes ?? []) {
      const [item] = volume.downwardAPI?.items ?? [];
      const [, key = ''] =
        /^metadata\.annotations\['(.+)'\]$/.exec(
          item.fieldRef?.fieldPath ?? '',
        ) ?? [];
      expect(podAdditionalMetadata?.annotations?.[key]).toContain('apiVersion');
      const mount = additionalVolumeMounts?.apiServer?.find(
        ({ name }) => name === volume.name,
      );
      const file = mount?.subPath
        ? mount.mountPath
        : `${mount?.mountPath}/${item.path}`;
      expect(
        deploymentOf(all).extraArgs?.apiServer?.some(argument =>
          argument.endsWith(`=${file}`),
        ),
      ).toBe(true);
    }
    expect(additionalVolumes).toHaveLength(2);
  });

  it.each<[string, Partial<KamajiFields>, string[]]>([
    ['extra arguments', { extraArgs: false }, ['audit', 'Events', 'hardened']],
    ['files of pods', { podFiles: false }, ['audit', 'Events']],
    ['patches of kubelets', { kubeletPatches: false }, ['kubelet']],
    ['types of addresses', { preferredAddressTypes: false }, ['addresses']],
    [
      'the plugin EventRateLimit',
      { admissionPlugins: ['ResourceQuota', 'LimitRanger'] },
      ['Events', 'admission plugins'],
    ],
  ])('go by the fields of Kamaji: one without %s', (_, change, without) => {
    const parts = partsOf(OLD, { ...FIELDS, ...change }).join(', ');
    without.forEach(word => expect(parts).not.toContain(word));
  });

  it('enable only plugins that Kamaji knows, and EventRateLimit only with its file', () => {
    const fields = { ...FIELDS, podFiles: false };
    const { spec } = withAllParts(OLD, { fields, version: VERSION });
    expect(spec?.kubernetes?.admissionControllers).not.toContain(
      'EventRateLimit',
    );
    const few = { ...NO_FIELDS, admissionPlugins: ['NodeRestriction'] };
    expect(
      withAllParts(OLD, { fields: few, version: VERSION }).spec?.kubernetes
        ?.admissionControllers,
    ).toEqual(['ResourceQuota', 'LimitRanger', 'NodeRestriction']);
  });

  it('are not missing where the fields are not known', () => {
    expect(missingParts(OLD, { fields: undefined }).parts).toEqual([]);
    expect(withAllParts(OLD, { fields: undefined })).toBe(OLD);
  });

  it.each([
    ['v1.33.9', false],
    ['v1.34.0', true],
    ['1.36.1', true],
    [undefined, false],
  ])('patch kubelets of a control plane at %s: %s', (version, patched) => {
    const { spec } = withKubeletPatches(OLD, { fields: FIELDS, version });
    expect(
      spec?.kubernetes?.kubelet?.configurationJSONPatches !== undefined,
    ).toBe(patched);
  });

  it('keep what an administrator chose', () => {
    const chosen: TenantControlPlane = {
      ...OLD,
      spec: {
        ...OLD.spec,
        controlPlane: {
          deployment: {
            extraArgs: {
              apiServer: [
                '--audit-policy-file=/own/policy.yaml',
                '--admission-control-config-file=/own/admission.yaml',
                '--request-timeout=60s',
              ],
            },
            additionalVolumes: [{ name: 'own' }],
          },
        },
        kubernetes: {
          ...OLD.spec?.kubernetes,
          kubelet: { preferredAddressTypes: ['Hostname'] },
        },
      },
    };
    const changed = withAllParts(chosen, { fields: FIELDS, version: VERSION });
    const { extraArgs, additionalVolumes } = deploymentOf(changed);
    expect(extraArgs?.apiServer).toEqual([
      '--audit-policy-file=/own/policy.yaml',
      '--admission-control-config-file=/own/admission.yaml',
      '--request-timeout=60s',
      '--anonymous-auth=true',
      '--profiling=false',
      expect.stringContaining('--tls-cipher-suites='),
    ]);
    expect(additionalVolumes).toEqual([{ name: 'own' }]);
    expect(changed.spec?.kubernetes?.kubelet?.preferredAddressTypes).toEqual([
      'Hostname',
    ]);
    expect(changed.spec?.kubernetes?.admissionControllers).not.toContain(
      'EventRateLimit',
    );
  });
});
