import { partsOfRemedy, sentence } from '@dpf-portal/dpf-model';
import { CopyableText } from '../CopyableText/CopyableText';

/** A command stands on a line of its own, and the line after it starts with no comma. */
const AFTER_COMMAND = /^[,;.]\s*/;

/** What to do: words, and commands with a button that copies them. */
export function Remedy({ text }: { text: string }) {
  return (
    <>
      {partsOfRemedy(sentence(text)).map((part, index) =>
        'command' in part ? (
          // eslint-disable-next-line react/no-array-index-key -- a remedy may name the same command twice
          <div key={index}>
            <CopyableText text={part.command} what="command" />
          </div>
        ) : (
          // eslint-disable-next-line react/no-array-index-key -- see above
          <span key={index}>{part.text.replace(AFTER_COMMAND, '')} </span>
        ),
      )}
    </>
  );
}
