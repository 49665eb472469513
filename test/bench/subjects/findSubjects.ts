import { Subject } from './Subject';
import { ourSubject } from './ourSubject';
import { vendorSubject } from './vendorSubject';

/** Lists the subjects that this machine can run, ours first. */
export function findSubjects(options: {
  peers: string | undefined;
  profileDirectory?: string;
  names: readonly string[];
}): Subject[] {
  const { peers, profileDirectory, names } = options;
  const all = [
    ourSubject({ name: 'ours', profileDirectory }),
    ourSubject({
      name: 'ours unprobed',
      args: ['--probe-interval=3600'],
      profileDirectory,
    }),
    ...(peers
      ? [
          vendorSubject({ name: 'vendor', directory: peers, suffix: '' }),
          vendorSubject({
            name: 'vendor unthrottled',
            directory: peers,
            suffix: '-unthrottled',
          }),
        ]
      : []),
  ];
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}
