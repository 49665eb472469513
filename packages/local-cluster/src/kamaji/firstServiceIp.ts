/** The address of Service `kubernetes`: the first one of the range. IPv4. */
export function firstServiceIp(cidr: string): string {
  const [a, b, c, d] = cidr.split('/')[0].split('.').map(Number);
  return [a, b, c, d + 1].join('.');
}
