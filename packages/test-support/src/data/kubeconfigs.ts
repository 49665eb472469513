/** PEM of nothing: base64 that starts like DER, which is as far as the rules look. */
export function pem(label: string, body = 'not a real one'): string {
  return `-----BEGIN ${label}-----\n${btoa(
    `\x30${body}`,
  )}\n-----END ${label}-----\n`;
}

type Fields = Record<string, unknown>;

// Real ones, made for these tests. They are valid from 1970 to 2126, for fake clocks, and open nothing.
const CA = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBMjCB2KADAgECAgEBMAoGCCqGSM49BAMCMA8xDTALBgNVBAMTBGJsdWUwIBcN',
  'NzAwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAwMDBaMA8xDTALBgNVBAMTBGJsdWUw',
  'WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT7kgAraVoOiTn/7luQ5MVPwweEv/F+',
  'l3oE51KfLhNdzujGBXycNqjbTnEWugt4YcxuvsFvb2vZev0s59QsefL6oyMwITAP',
  'BgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIChDAKBggqhkjOPQQDAgNJADBG',
  'AiEA+oGvpJdounyI6SIK2ktErCxCGjc/TyTGO9K0CWL0sEkCIQCYElhw7TyIMEc+',
  'jGwIxkhVb5dZVo6F3yeitc0rSik7MA==',
  '-----END CERTIFICATE-----',
  '',
].join('\n');
const CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBTjCB9qADAgECAgECMAoGCCqGSM49BAMCMA8xDTALBgNVBAMTBGJsdWUwIBcN',
  'NzAwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAwMDBaMCkxFzAVBgNVBAoTDnN5c3Rl',
  'bTptYXN0ZXJzMQ4wDAYDVQQDEwVhZG1pbjBZMBMGByqGSM49AgEGCCqGSM49AwEH',
  'A0IABNDHvCHyOANG0vOAVs5qTdhZ5hG0xG0NRw7j9/PDVoKqtYC+UYydfRRkmzrJ',
  'MZ6jjRpRMWKRXMOtj12rMQwTEDijJzAlMA4GA1UdDwEB/wQEAwIHgDATBgNVHSUE',
  'DDAKBggrBgEFBQcDAjAKBggqhkjOPQQDAgNHADBEAiAw+O7wI4RWmFPPKq6HcTTW',
  '9GFIlob5OXL9LTqoW0FKFgIgVHqG31PXzemtFU3BlZmFsxl8irCgCqF87cU2RGAY',
  'RUo=',
  '-----END CERTIFICATE-----',
  '',
].join('\n');
const KEY = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4I0S4fXNnK/LBW5z',
  '49cATitKRNdrA7lJme0Fa6xSWIChRANCAATQx7wh8jgDRtLzgFbOak3YWeYRtMRt',
  'DUcO4/fzw1aCqrWAvlGMnX0UZJs6yTGeo40aUTFikVzDrY9dqzEMExA4',
  '-----END PRIVATE KEY-----',
  '',
].join('\n');

export const CA_DATA = btoa(CA);
export const CERTIFICATE_DATA = btoa(CERTIFICATE);
export const KEY_DATA = btoa(KEY);

/** A kubeconfig object that keeps every rule; the options change one level each. */
export function kubeconfigObject(
  options: {
    top?: Fields;
    cluster?: Fields;
    user?: Fields;
    context?: Fields;
  } = {},
): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'blue',
        cluster: {
          server: 'https://10.0.0.10:6443',
          'certificate-authority-data': CA_DATA,
          ...options.cluster,
        },
      },
    ],
    users: [
      {
        name: 'admin',
        user: {
          'client-certificate-data': CERTIFICATE_DATA,
          'client-key-data': KEY_DATA,
          ...options.user,
        },
      },
    ],
    contexts: [
      {
        name: 'admin@blue',
        context: { cluster: 'blue', user: 'admin', ...options.context },
      },
    ],
    'current-context': 'admin@blue',
    ...options.top,
  };
}

/**
 * A kubeconfig of several contexts, as kubectl merges them: two that can be used, `blue` and `red`, one of a program, one
 * behind Rancher, and one that leads nowhere.
 */
export function mergedKubeconfig(
  options: {
    /** `current-context`. Default: the one of the program. */
    current?: string;
    /** The servers of `blue` and `red`. */
    servers?: { blue: string; red: string };
  } = {},
): string {
  const {
    current = 'arn:aws:eks:eu-west-1:123456789012:cluster/green',
    servers = {
      blue: 'https://10.0.0.10:6443',
      red: 'https://10.0.0.12:6443',
    },
  } = options;
  const green = 'arn:aws:eks:eu-west-1:123456789012:cluster/green';
  const cluster = (name: string, server: string) => ({
    name,
    cluster: { server, 'certificate-authority-data': CA_DATA },
  });
  const admin = {
    'client-certificate-data': CERTIFICATE_DATA,
    'client-key-data': KEY_DATA,
  };
  const context = (name: string, user: string, of = name) => ({
    name,
    context: { cluster: of, user },
  });
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    preferences: {},
    clusters: [
      cluster('blue', servers.blue),
      cluster(green, 'https://10.0.0.11'),
      cluster('rancher', 'https://rancher.example/k8s/clusters/c-1'),
      cluster('red', servers.red),
    ],
    users: [
      { name: 'admin', user: admin },
      { name: green, user: { exec: { command: 'aws' } } },
      { name: 'red', user: admin },
    ],
    contexts: [
      context('blue', 'admin'),
      context(green, green),
      context('rancher', 'admin'),
      context('red', 'red'),
      context('lost', 'admin', 'nowhere'),
    ],
    'current-context': current,
  });
}
