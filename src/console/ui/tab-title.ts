import { useEffect } from 'react';

/** Names the tab while its page is there. */
export function useTabTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Deskbell`;
    return () => {
      document.title = 'Deskbell';
    };
  }, [title]);
}
