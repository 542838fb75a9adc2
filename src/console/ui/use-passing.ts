import { useEffect, useEffectEvent } from 'react';
import { api } from '../../contract/api.ts';
import { call } from '../call.ts';
import { ApiProblem } from '../problem.ts';

const ASK_AGAIN_MS = 4_000;

const passes = (error: unknown): boolean => error instanceof ApiProblem && error.passing;

/** Goes on by itself when what stood in the way is over, such as a server that was being restarted. */
export function usePassing(error: unknown, goOn: () => void): void {
  const passing = passes(error);
  const onOver = useEffectEvent(goOn);
  useEffect(() => {
    if (!passing) return;
    const timer = setInterval(async () => {
      const still = await call(api.session.get, {}).then(() => false, passes);
      if (!still) onOver();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [passing]);
}
