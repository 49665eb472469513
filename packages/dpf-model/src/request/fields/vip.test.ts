import { UNUSABLE_VIPS, USABLE_VIPS } from '@dpf-portal/test-support';
import { vipProblem } from './vip';

describe('vipProblem', () => {
  it.each(UNUSABLE_VIPS)('refuses %s and says why', vip => {
    expect(vipProblem(vip)).toMatch(/^This address cannot be used: .+\.$/);
  });

  it.each([
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'class E'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1', 'link-local'],
    ['127.0.0.1', 'never leaves the host'],
    ['::1', 'never leaves the host'],
    ['::', 'no address'],
    ['::ffff:10.66.66.66', 'write it as an IPv4 address'],
    ['ff02::12', 'multicast'],
  ])('says of %s what it is', (vip, what) => {
    expect(vipProblem(vip)).toContain(what);
  });

  it.each([
    '010.0.0.1',
    '10.0.0.01',
    '10.0.0',
    '167772161',
    '0x0a000001',
    'fe80::1%eth0',
    'fd00::1%1',
    '[fd00::1]',
    ' 10.0.0.1',
    '10.0.0.1/32',
    '',
  ])('asks for an address in the place of %j', vip => {
    expect(vipProblem(vip)).toBe('Give one IP address, such as 10.0.0.10.');
  });

  it.each(USABLE_VIPS)('accepts %s', vip => {
    expect(vipProblem(vip)).toBeUndefined();
  });
});
