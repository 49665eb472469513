import { CREDENTIAL_ROLES, isDns1123Label } from '@dpf-portal/dpf-model';
import { accountName } from './accountName';

describe('accountName', () => {
  const users = [
    'user:default/ann',
    'user:default/ann.b',
    'user:default/ann-b',
    'user:default/ann-cluster',
    'user:development/guest',
    `user:default/${'x'.repeat(200)}`,
    `user:default/${'x'.repeat(201)}`,
    'user:default/安娜',
    'user:default/...',
  ];

  it('shows the user and the role', () => {
    expect(accountName('user:default/Ann.Bee', 'view')).toMatch(
      /^ann-bee-view-[0-9a-f]{10}$/,
    );
    expect(accountName('user:sales/ann', 'cluster-admin')).toMatch(
      /^sales-ann-cluster-admin-[0-9a-f]{10}$/,
    );
  });

  it('is a DNS label, another one for each user and role', () => {
    const names = users.flatMap(user =>
      CREDENTIAL_ROLES.map(role => accountName(user, role)),
    );
    expect(names.filter(name => !isDns1123Label(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});
