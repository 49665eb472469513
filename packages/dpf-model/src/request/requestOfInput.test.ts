import { requestOfInput } from './requestOfInput';

describe('requestOfInput', () => {
  it('groups the address, and leaves out what a form has cleared', () => {
    expect(
      requestOfInput(
        {
          name: 'blue',
          type: 'kamaji',
          owner: '',
          labels: {},
          vip: '10.0.0.7',
          interface: '',
        },
        { requestId: 'task-1', templateRef: 'template:default/kamaji' },
      ),
    ).toEqual({
      requestId: 'task-1',
      templateRef: 'template:default/kamaji',
      name: 'blue',
      type: 'kamaji',
      keepalived: { vip: '10.0.0.7' },
    });
  });
});
