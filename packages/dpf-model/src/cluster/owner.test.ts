import { readOwner } from './owner';

describe('readOwner', () => {
  it.each([
    ['group:default/team-a', 'group:default/team-a'],
    ['team-a', 'group:default/team-a'],
    ['group:team-a', 'group:default/team-a'],
    ['platform/team-a', 'group:platform/team-a'],
    ['Group:Default/Team-A', 'group:default/team-a'],
    ['user:ann', 'user:default/ann'],
    ['user:default/Jane.Doe@example.com', 'user:default/jane.doe@example.com'],
    ['group:idp/_x_group', 'group:idp/_x_group'],
    ['user:default/auth0|5f7c8ec7', 'user:default/auth0|5f7c8ec7'],
    ['user:default/müller', 'user:default/müller'],
    ['group:default/urn:example:team', 'group:default/urn:example:team'],
    ['group:default/parent/child', 'group:default/parent/child'],
  ])('reads %s', (text, owner) => {
    expect(readOwner(text)).toBe(owner);
    expect(readOwner(owner)).toBe(owner);
  });

  it.each([
    [undefined],
    [''],
    [' '],
    [':team-a'],
    ['group:'],
    ['group:default/'],
    ['group:/team-a'],
    ['/team-a'],
    ['team a'],
    ['team-a\n'],
    ['team\u0000a'],
    ['team\u202ea'],
    [`group:default/${'a'.repeat(242)}`],
  ])('does not read %j', text => {
    expect(readOwner(text)).toBeUndefined();
  });
});
