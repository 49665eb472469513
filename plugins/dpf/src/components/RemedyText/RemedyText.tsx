import { partsOfRemedy, sentence } from '@dpf-portal/dpf-model';
import { CopyableText } from '../CopyableText/CopyableText';

/** A remedy: words, and each command with a button that copies it. */
export function RemedyText({ remedy }: { remedy: string }) {
  return (
    <>
      {partsOfRemedy(sentence(remedy)).map((part, index) =>
        'command' in part ? (
          // eslint-disable-next-line react/no-array-index-key -- a remedy may name the same command twice
          <div key={index}>
            <CopyableText text={part.command} what="command" />
          </div>
        ) : (
          // eslint-disable-next-line react/no-array-index-key -- see above
          <span key={index}>{part.text} </span>
        ),
      )}
    </>
  );
}
