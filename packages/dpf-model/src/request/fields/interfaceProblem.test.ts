import {
  UNUSABLE_INTERFACES,
  USABLE_INTERFACES,
} from '@dpf-portal/test-support';
import { interfaceProblem, isHarmlessInterface } from './requestFields';

describe('interfaceProblem', () => {
  it.each(UNUSABLE_INTERFACES)('refuses “%s” and says why: %s', (name, why) => {
    expect(interfaceProblem(name)).toContain(why);
  });

  it.each(USABLE_INTERFACES)('takes %s', name => {
    expect(interfaceProblem(name)).toBeUndefined();
  });

  it.each(['x@y: z', '${HOME}@eth0', 'a:b"c', '`reboot`'])(
    'quotes nothing of “%s”',
    name => {
      expect(interfaceProblem(name)).not.toContain('eth0.');
      expect(isHarmlessInterface(name)).toBe(false);
    },
  );
});
