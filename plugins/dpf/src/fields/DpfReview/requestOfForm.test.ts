import { requestOfForm } from './requestOfForm';

const ADVANCED = ['interface', 'vip', 'virtualRouterID', 'nodeSelector'];
const HANDLE = 'a'.repeat(48);

describe('requestOfForm', () => {
  it('sends what the step of the template sends, and no other field of the form', () => {
    expect(
      requestOfForm(
        {
          name: 'blue',
          owner: '',
          maxNodes: 5,
          network: 'lab',
          advanced: true,
          vip: '10.0.0.1',
          nodeSelector: {},
          review: true,
        },
        { type: 'kamaji', advanced: ADVANCED },
        'review-1',
      ),
    ).toEqual({
      requestId: 'review-1',
      name: 'blue',
      type: 'kamaji',
      maxNodes: 5,
      network: 'lab',
      keepalived: { vip: '10.0.0.1' },
    });
  });

  it('leaves out what the form no longer shows', () => {
    const request = requestOfForm(
      { name: 'blue', advanced: false, vip: '10.0.0.1', virtualRouterID: 7 },
      { type: 'kamaji', advanced: ADVANCED },
      'review-1',
    );
    expect(request).toEqual({
      requestId: 'review-1',
      name: 'blue',
      type: 'kamaji',
    });
  });

  it.each([
    ['upload', { kubeconfigUpload: HANDLE }],
    ['secret', { kubeconfigSecret: 'mine' }],
  ])('takes the kubeconfig from its source: %s', (source, expected) => {
    expect(
      requestOfForm(
        {
          name: 'rack1',
          kubeconfigSource: source,
          kubeconfig: HANDLE,
          kubeconfigSecret: 'mine',
          credentials: 'allowed',
        },
        { type: 'static' },
        'review-1',
      ),
    ).toEqual({
      requestId: 'review-1',
      name: 'rack1',
      type: 'static',
      credentials: 'allowed',
      ...expected,
    });
  });

  it('is of no use before the form has a name, but does not fail', () => {
    expect(requestOfForm(undefined, {}, 'review-1')).toEqual({
      requestId: 'review-1',
      type: 'kamaji',
    });
  });
});
