import {
  DPF_ANNOTATIONS,
  DpuCluster,
  DpuClusterRequest,
  KeepalivedSpec,
} from '@dpf-portal/dpf-model';
import { UNUSABLE_INTERFACES } from './interfaces';
import { MALFORMED_TIMES } from './malformedTimes';
import { UNUSABLE_VIPS } from './vips';

/** What somebody put into one field of a cluster, or of a request for one, in the hope that it goes further. */
export interface CraftedInput {
  /** Names the case; unique. */
  what: string;
  /** The field as a refused request names it. */
  field: string;
  name?: string;
  type?: string;
  labels?: Record<string, string>;
  version?: string;
  /** These four are annotations of a cluster. */
  owner?: string;
  expires?: string;
  templateRef?: string;
  requestId?: string;
  /** Name of the Secret of a static cluster. */
  kubeconfigSecret?: string;
  keepalived?: Partial<KeepalivedSpec>;
}

type Cases<T> = Readonly<Record<string, T>>;

function inputs<T>(
  field: string,
  cases: Cases<T>,
  toInput: (value: T) => Omit<CraftedInput, 'what' | 'field'>,
): CraftedInput[] {
  return Object.entries(cases).map(([what, value]) => ({
    what: `${field}: ${what}`,
    field,
    ...toInput(value),
  }));
}

const PRIVILEGED_CONTAINER = `
      initContainers:
      - name: x
        image: example.com/x
        securityContext: {privileged: true}
      #`;

const INTERFACES: Cases<string> = {
  nothing: '',
  'a container for the manifest': `eth0"${PRIVILEGED_CONTAINER}`,
  'a line break at its end': 'eth0\n',
  'a carriage return': 'eth0\r',
  'a tab': 'eth0\t',
  'a section for keepalived.conf': 'eth0\n}\nvrrp_script x {',
  'a closing brace': 'eth0 }',
  'a comment': 'eth0 #',
  'an exclamation mark': '!eth0',
  'a quote': 'eth0"',
  'a backslash': 'eth0\\',
  'a template': '{{.VirtualIP}}',
  'a variable': '${HOME}',
  'a command': '$(reboot)',
  'a backquoted command': '`reboot`',
  'a second command': 'eth0;reboot',
  'a path': '../eth0',
  'one character too many': 'e'.repeat(16),
  'a hundred thousand characters': 'e'.repeat(100_000),
  'a Cyrillic letter': 'еth0',
  'a zero-width space': 'eth0\u200b',
  'a NUL': 'eth0\u0000',
  ...Object.fromEntries(
    UNUSABLE_INTERFACES.map(([name]) => [`the unusable “${name}”`, name]),
  ),
};

const VIPS: Cases<string> = {
  nothing: '',
  'a name': 'localhost',
  'a container for the manifest': `10.66.66.66"${PRIVILEGED_CONTAINER}`,
  'a line break at its end': '10.66.66.66\n',
  'a closing brace': '10.66.66.66\n}',
  'a space at its end': '10.66.66.66 ',
  'a space at its beginning': ' 10.66.66.66',
  'a prefix length': '10.66.66.66/24',
  'a port': '10.66.66.66:6443',
  'two addresses': '10.66.66.66, 10.66.66.67',
  'an octal part': '010.66.66.66',
  'a part too few': '10.66.66',
  'a part too great': '10.66.66.256',
  'one decimal number': '172114498',
  'one hexadecimal number': '0x0a424242',
  'full-width digits': '１０.66.66.66',
  'a NUL': '10.66.66.66\u0000',
  'a command': '$(reboot)',
  'a hundred thousand digits': '1'.repeat(100_000),
  brackets: '[fd00::1]',
  'a zone': 'fd00::1%eth0',
  'two gaps': 'fd00::1::2',
  'an IPv4 address in IPv6': '::ffff:10.66.66.66',
  'no address of IPv4': '0.0.0.0',
  'no address of IPv6': '::',
  'the host itself': '127.0.0.1',
  'the host itself, otherwise': '127.1.2.3',
  'the host itself in IPv6': '::1',
  'the group of VRRP': '224.0.0.18',
  'the group of VRRP in IPv6': 'ff02::12',
  everybody: '255.255.255.255',
  ...Object.fromEntries(
    UNUSABLE_VIPS.map(vip => [`the unusable ${vip}`, vip] as const),
  ),
};

const ROUTER_IDS: Cases<number> = {
  nothing: 0,
  'less than nothing': -1,
  'one too great': 256,
  'a fraction': 1.5,
};

// Own properties, whatever they are called.
const selector = (key: string, value: string): Record<string, string> =>
  Object.fromEntries([[key, value]]);

const LABELS: Cases<Record<string, string>> = {
  'a key of nothing': selector('', 'x'),
  'a key with a space': selector('a b', 'x'),
  'a key with a line break': selector('a\n', 'x'),
  'a key with a container': selector(`a: b${PRIVILEGED_CONTAINER}`, 'x'),
  'a key that is the prototype': selector('__proto__', 'x'),
  'a key that is a path': selector('../a', 'x'),
  'a key with two slashes': selector('a/b/c', 'x'),
  'a key without its domain': selector('/a', 'x'),
  'a key without its name': selector('example.com/', 'x'),
  'a key with an empty part in its domain': selector('example..com/a', 'x'),
  'a key whose domain begins with a dash': selector('-example.com/a', 'x'),
  'a key whose domain ends with a dot': selector('example.com./a', 'x'),
  'a key with capitals in its domain': selector('Example.com/a', 'x'),
  'a key whose name is too long': selector('a'.repeat(64), 'x'),
  'a key whose domain is too long': selector(`${'a'.repeat(254)}/b`, 'x'),
  'a value with a line break': selector('a', 'x\n'),
  'a value with a quote': selector('a', 'x"'),
  'a value with a container': selector('a', `x"${PRIVILEGED_CONTAINER}`),
  'a value with a space': selector('a', 'x y'),
  'a value that begins with a dash': selector('a', '-x'),
  'a value that is a template': selector('a', '{{.VirtualIP}}'),
  'a value that is too long': selector('a', 'x'.repeat(64)),
  'a value of a hundred thousand characters': selector(
    'a',
    'x'.repeat(100_000),
  ),
};

const NAMES: Cases<string> = {
  capitals: 'Blue',
  'a digit in front': '1blue',
  'a dash in front': '-blue',
  'a dash at its end': 'blue-',
  'a dot': 'blue.one',
  'an underscore': 'blue_one',
  'a space': 'blue one',
  'a line break': 'blue\n',
  'a path': '../blue',
  'nothing but a path': '..',
  'an escaped path': '%2e%2e%2fblue',
  'another letter': 'blüe',
  'one character too many': 'b'.repeat(64),
};

const TYPES: Cases<string> = {
  nothing: '',
  'more around a known one': 'xkamajiy',
  capitals: 'Kamaji',
  'a space': 'kamaji ',
  'a line break': 'kamaji\n',
  'a vendor without a name': 'example.com/',
  'a name without a vendor': '/simulated',
  'two slashes': 'example.com/a/b',
  'a line break in a name': 'example.com/a\nb',
  'a space in a vendor': 'example com/a',
  'a path': '../kamaji',
  'nobody’s': 'vcluster',
  'a hundred thousand characters': `example.com/${'a'.repeat(100_000)}`,
};

const SECRET_NAMES: Cases<string> = {
  'a path': '../team-b/secrets/admin',
  'nothing but a path': '..',
  'a slash': 'team-b/admin',
  'an escaped slash': 'team-b%2fadmin',
  'a query': 'admin?watch=true',
  capitals: 'Admin',
  'a line break': 'admin\n',
  'a space': 'my admin',
  'one character too many': 'a'.repeat(254),
};

const VERSIONS: Cases<string> = {
  nothing: '',
  'a second command': 'v1.34.1; reboot',
  'a line break': 'v1.34.1\n',
  'a line break before it': 'x\nv1.34.1',
  'a command': 'v1.34.$(reboot)',
  'a path': '../../v1.34.1',
  'an image of somebody’s': 'v1.34.1@sha256:0',
  'a quote': 'v1.34.1"',
  'a template': '{{.Version}}',
  'a word': 'latest',
  'a part too few': 'v1.34',
  'a part too many': 'v1.34.1.1',
  'a leading zero': 'v1.034.1',
  'full-width digits': 'v1.３４.1',
  'a hundred thousand digits': `v1.34.${'1'.repeat(100_000)}`,
};

const ENTITY_REFS: Cases<string> = {
  'a line break': 'group:default/team-a\n',
  'a line break in it': 'group:default/team-a\nowner: x',
  'a space': 'group:default/team a',
  'a tab': 'group:default/team-a\t',
  'a NUL': 'group:default/team-a\u0000',
  'a thousand characters': `group:default/${'a'.repeat(1000)}`,
};

const TEMPLATE_REFS: Cases<string> = {
  ...ENTITY_REFS,
  'no kind': 'team-a',
  'a part too many': 'template:default/a/b',
  'a part of nothing': 'template:default/',
  'an address': 'mailto:a@example.com',
};

const REQUEST_IDS: Cases<string> = {
  'a space': 'a b',
  'a line break': 'task-1\n',
  'a slash': 'a/b',
  'a dash in front': '-a',
  'another letter': 'täsk',
  'one character too many': 'a'.repeat(129),
};

/**
 * Crafted input, one corpus for everything that must refuse it: the rules for requests, the reconcilers, the admission
 * policy.
 */
export const CRAFTED_INPUT: readonly CraftedInput[] = [
  ...inputs('name', NAMES, name => ({ name })),
  ...inputs('type', TYPES, type => ({ type })),
  ...inputs('labels', LABELS, labels => ({ labels })),
  ...inputs('kubeconfigSecret', SECRET_NAMES, kubeconfigSecret => ({
    type: 'static',
    kubeconfigSecret,
  })),
  ...inputs('version', VERSIONS, version => ({ version })),
  ...inputs('owner', ENTITY_REFS, owner => ({ owner })),
  ...inputs('templateRef', TEMPLATE_REFS, templateRef => ({ templateRef })),
  ...inputs('requestId', REQUEST_IDS, requestId => ({ requestId })),
  ...inputs(
    'expires',
    Object.fromEntries(MALFORMED_TIMES.map(text => [text, text])),
    expires => ({ expires }),
  ),
  ...inputs('keepalived.interface', INTERFACES, value => ({
    keepalived: { interface: value },
  })),
  ...inputs('keepalived.vip', VIPS, vip => ({ keepalived: { vip } })),
  ...inputs('keepalived.virtualRouterID', ROUTER_IDS, virtualRouterID => ({
    keepalived: { virtualRouterID },
  })),
  ...inputs('keepalived.nodeSelector', LABELS, nodeSelector => ({
    keepalived: { nodeSelector },
  })),
];

/** The shortest request with this in it. */
export function craftedRequest(input: CraftedInput): DpuClusterRequest {
  const { what: _what, field: _field, ...given } = input;
  return { requestId: 'crafted', name: 'blue', type: 'kamaji', ...given };
}

/** A good cluster with this in it. */
export function craftedCluster(
  good: DpuCluster,
  input: CraftedInput,
): DpuCluster {
  const { name, type, labels, version, kubeconfigSecret, keepalived } = input;
  const annotations = Object.entries({
    [DPF_ANNOTATIONS.owner]: input.owner,
    [DPF_ANNOTATIONS.expires]: input.expires,
    [DPF_ANNOTATIONS.templateRef]: input.templateRef,
    [DPF_ANNOTATIONS.requestId]: input.requestId,
  }).flatMap(([annotation, value]) =>
    value === undefined ? [] : [[annotation, value] as const],
  );
  const { clusterEndpoint, ...spec } = good.spec;
  const endpoint = clusterEndpoint?.keepalived;
  return {
    ...good,
    metadata: {
      ...good.metadata,
      ...(name !== undefined && { name }),
      ...(labels && { labels }),
      ...(annotations.length > 0 && {
        annotations: {
          ...good.metadata.annotations,
          ...Object.fromEntries(annotations),
        },
      }),
    },
    spec: {
      ...spec,
      ...(version !== undefined && { version }),
      ...(type !== undefined && { type }),
      ...(kubeconfigSecret === undefined
        ? endpoint && {
            clusterEndpoint: { keepalived: { ...endpoint, ...keepalived } },
          }
        : { kubeconfig: kubeconfigSecret }),
    },
  };
}
