import { describeRole } from './describeRole';

const AWAY =
  'Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://127.0.0.1:1/?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused';
const SENTENCE =
  'Webhook policy.example.com refuses connections, so no Lease can be changed.';

describe('the reason of a role whose Leases a webhook stops', () => {
  const describeWith = (isLeading: boolean, problem: string) =>
    describeRole({
      seen: { role: 'kamaji', mode: 'auto', runBy: 'unknown', reason: '' },
      lease: {
        active: false,
        holder: undefined,
        problem,
        decision: () => ({ candidate: true }),
      },
      elector: {
        isLeading: () => isLeading,
        status: { leading: isLeading, problem },
      },
      identity: 'me',
      vendorServed: true,
      handedBack: false,
    }).reason;

  it.each([true, false])('names it (leading: %p)', isLeading => {
    expect(describeWith(isLeading, AWAY)).toBe(SENTENCE);
  });

  it('keeps what another failure says', () => {
    expect(describeWith(true, 'leases is forbidden')).toBe(
      'leases is forbidden',
    );
  });
});
