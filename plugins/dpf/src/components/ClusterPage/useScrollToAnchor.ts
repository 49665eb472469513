import { useEffect } from 'react';
import { useLocation } from 'react-router-dom';

/** Brings the section named in the address into view, also when it is followed twice. */
export function useScrollToAnchor() {
  const { hash, key } = useLocation();
  useEffect(() => {
    const target = hash && document.getElementById(hash.slice(1));
    if (target) {
      target.scrollIntoView?.({ block: 'start' });
      target.focus({ preventScroll: true });
    }
  }, [hash, key]);
}
