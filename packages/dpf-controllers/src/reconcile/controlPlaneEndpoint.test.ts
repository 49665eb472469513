import { formatEndpoint, parseEndpoint } from './claimEndpoint';

describe('The endpoint of a control plane', () => {
  it.each([
    ['10.66.66.66:31443', { address: '10.66.66.66', port: 31443 }],
    ['https://10.66.66.66:31443', { address: '10.66.66.66', port: 31443 }],
    ['https://[fd00::66]:31443/', { address: 'fd00::66', port: 31443 }],
    ['[FD00:0:0::66]:31443', { address: 'fd00::66', port: 31443 }],
  ])('is read from %s', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
    expect(parseEndpoint(formatEndpoint(endpoint))).toEqual(endpoint);
  });

  it.each([
    undefined,
    '',
    '10.66.66.66',
    'tenant.example.com:6443',
    'fd00::66:31443',
    'https://10.66.66.66:31443/path',
  ])('is not read from %s', text => {
    expect(parseEndpoint(text)).toBeUndefined();
  });
});
