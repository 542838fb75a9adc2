/** Prisma's codes for: cannot be reached, timed out, closed the connection, no connection free, no transaction. */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']);
const DRIVER_KINDS = new Set([
  'ConnectionClosed',
  'DatabaseNotReachable',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);
const SYSTEM_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
/** SQLSTATE classes: connection, resources, shut down by an operator, serialisation and deadlock. */
const SQL_STATES = /^(08...|53...|57P0[1-4]|40001|40P01|57014|25006)$/;
/** Prisma says the code of a raw statement in words. */
const RAW = /Raw query failed\. Code: `(\w+)`/;
/** Words of node-postgres and of Prisma's raw statements, which have no codes for these. */
const WORDS =
  /Connection terminated|Can't reach database server|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end/i;

type Failure = {
  syscall?: unknown;
  code?: unknown;
  cause?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  message?: unknown;
};

/** Whether an error means that the database is away or overrun, and that trying again a little later may work. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 3) return false;
  const { code, cause, kind, originalCode, message, syscall } = error as Failure;
  // The socket file of a database on this machine; any other missing file is none of the database's.
  if (code === 'ENOENT' && syscall === 'connect') return true;
  if (
    typeof code === 'string' &&
    (PRISMA_CODES.has(code) || SYSTEM_CODES.has(code) || SQL_STATES.test(code))
  ) {
    return true;
  }
  if (typeof kind === 'string' && DRIVER_KINDS.has(kind)) return true;
  if (typeof originalCode === 'string' && SQL_STATES.test(originalCode)) return true;
  if (typeof message === 'string' && (WORDS.test(message) || SQL_STATES.test(RAW.exec(message)?.[1] ?? ''))) {
    return true;
  }
  return isDatabaseAway(cause, depth + 1);
}
