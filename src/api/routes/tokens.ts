import { createToken, listTokens, revokeToken } from '../../domain/tokens/token.ts';
import type { Api, Handlers } from '../bind.ts';

export const tokenRoutes: Handlers<Api['tokens']> = {
  list: listTokens,
  create: createToken,
  revoke: revokeToken,
};
