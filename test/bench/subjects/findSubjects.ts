import { Contestant } from './Contestant';
import { ourContestant } from './ourContestant';
import { vendorContestant } from './vendorContestant';

/** All there are on this machine, ours first. */
export function findContestants(options: {
  peers: string | undefined;
  profileDirectory?: string;
  names: readonly string[];
}): Contestant[] {
  const { peers, profileDirectory, names } = options;
  const all = [
    ourContestant({ name: 'ours', profileDirectory }),
    ourContestant({
      name: 'ours unprobed',
      args: ['--probe-interval=3600'],
      profileDirectory,
    }),
    ...(peers
      ? [
          vendorContestant({ name: 'vendor', directory: peers, suffix: '' }),
          vendorContestant({
            name: 'vendor unthrottled',
            directory: peers,
            suffix: '-unthrottled',
          }),
        ]
      : []),
  ];
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}
