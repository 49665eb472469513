import { useEffect } from 'react';

/**
 * Keeps the value of a field valid: selects the only choice, and clears a value that is no longer offered. Does nothing
 * while the choices are unknown.
 *
 * `onChange` is a dependency on purpose: if two fields set their value at the same time, the form keeps only the later
 * one, and the other field must set its value again.
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
