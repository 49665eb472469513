import { partsOfRemedy } from './commands';

describe('partsOfRemedy', () => {
  it.each([
    ['', []],
    ['Wait.', [{ text: 'Wait.' }]],
    ['Use `br-dpu`.', [{ text: 'Use `br-dpu`.' }]],
    [
      'Run: `kubectl -n a get pods`.',
      [{ text: 'Run:' }, { command: 'kubectl -n a get pods' }],
    ],
    [
      'Run `kubectl get a`. Then run `kubectl get b`, and look at `status`.',
      [
        { text: 'Run' },
        { command: 'kubectl get a' },
        { text: 'Then run' },
        { command: 'kubectl get b' },
        { text: ', and look at `status`.' },
      ],
    ],
  ])('%p', (remedy, parts) => {
    expect(partsOfRemedy(remedy)).toEqual(parts);
  });
});
