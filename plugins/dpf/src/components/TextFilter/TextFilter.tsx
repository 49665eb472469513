import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { useEffect, useRef, useState } from 'react';

/** The filter is applied this long after the last keystroke. */
const TYPING_MS = 200;

const useStyles = makeStyles({ text: { minWidth: 200 } });

/** A field that narrows a list by text while the user types. */
export function TextFilter(props: {
  id: string;
  text: string;
  /** What is searched. */
  placeholder: string;
  onChange(text: string): void;
}) {
  const { id, text, placeholder, onChange } = props;
  const classes = useStyles();
  const [typed, setTyped] = useState(text);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== text) {
        latest.current(typed);
      }
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text]);
  return (
    <TextField
      id={id}
      type="search"
      label="Search"
      placeholder={placeholder}
      variant="outlined"
      size="small"
      className={classes.text}
      value={typed}
      onChange={event => setTyped(event.target.value)}
    />
  );
}
