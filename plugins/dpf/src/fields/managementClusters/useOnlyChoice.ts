import { useEffect } from 'react';

/**
 * Keeps a field at what can be chosen: the only choice is taken, and one that is no longer offered is dropped.
 * Does nothing while the choices are not known.
 *
 * `onChange` is a dependency on purpose: when two fields set themselves at once the form keeps only the later one,
 * and the other has to try again.
 */
export function useOnlyChoice(options: {
  choices: string[] | undefined;
  value: string | undefined;
  onChange(value: string | undefined): void;
}) {
  const { choices, value, onChange } = options;
  const only = choices?.length === 1 ? choices[0] : undefined;
  const offered = !choices || !value || choices.includes(value);
  useEffect(() => {
    if (only !== undefined && value !== only) {
      onChange(only);
    } else if (!offered) {
      onChange(undefined);
    }
  }, [only, offered, value, onChange]);
}
