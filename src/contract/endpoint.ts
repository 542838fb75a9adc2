import type { z } from 'zod';

/**
 * One call of the API, as the server mounts it, the console calls it and the documentation shows it.
 * `input` holds path parameters, query and body together; its schema is strict, so unknown fields are refused.
 */
export type Endpoint<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1, with parameters as `:name`. */
  path: string;
  /** One line for the documentation. */
  summary: string;
  /** The scope that a token needs; `none`: no sign-in at all. */
  scope: 'none' | 'read' | 'write' | 'admin';
  input: Input;
  output: Output;
  /** The status of success; 200 unless told. 204: no body. */
  status?: 200 | 201 | 202 | 204;
  /** How large its body may be, in bytes, where a megabyte is not enough. */
  bodyLimit?: number;
  /** A creating call, which honours Idempotency-Key. */
  idempotent?: true;
};

export const endpoint = <Input extends z.ZodType, Output extends z.ZodType>(
  definition: Endpoint<Input, Output>,
): Endpoint<Input, Output> => definition;

export type InputOf<E> = E extends Endpoint<infer Input, z.ZodType> ? z.input<Input> : never;
export type OutputOf<E> = E extends Endpoint<z.ZodType, infer Output> ? z.output<Output> : never;
