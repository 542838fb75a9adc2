import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { EXPORT_VERSION, type ExportType } from '../../contract/exports.ts';
import type { Ctx } from '../../lib/context.ts';
import { inSnapshot, type Snapshot } from '../../lib/snapshot.ts';
import { type ZipEntry, zipOf } from '../../lib/zip.ts';
import { pathOf } from '../attachments/files.ts';
import { safeName } from '../attachments/name.ts';
import { type Format, formatOf, type Row } from './format.ts';
import { kindsOf } from './kinds/all.ts';
import type { Kind } from './kinds/kind.ts';
import type { ExportRequest } from './policy.ts';
import { countOf, rowsOf, type Scope } from './scope.ts';

export type Progress = { done: number; total: number | null };
/** Is told how far it is, after each page. What it throws ends the export. */
export type Watch = (progress: Progress) => Promise<void>;
export type Written<Result> = { result: Result; done: number; total: number; missingFiles: number };

/** So many files are looked up at a time. */
const FILES = 20;
/** What gains nothing by being compressed once more. */
const COMPRESSED = /^(image|audio|video)\/|zip|compressed|7z|rar|officedocument|pdf/;

/**
 * Reads what was asked for at one moment, and hands it to `store` as bytes that are made while they are read.
 * @param ctx acts for whom it is
 */
export async function writeExport<Result>(
  ctx: Ctx,
  { dataDir, request, scope, watch }: { dataDir: string; request: ExportRequest; scope: Scope; watch: Watch },
  store: (bytes: Readable) => Promise<Result>,
): Promise<Written<Result>> {
  return inSnapshot(ctx.store, async (snapshot) => {
    const kinds = kindsOf(request.types);
    const rows: Partial<Record<ExportType, number>> = {};
    for (const kind of kinds) {
      rows[kind.type] = (await snapshot.one<{ count: number }>(countOf(kind, scope))).count;
      await watch({ done: 0, total: null });
    }
    const files = request.files ? (rows.attachment ?? 0) : 0;
    const total = Object.values(rows).reduce((sum, count) => sum + count, files);
    const state = { done: 0, missingFiles: 0 };
    const passed = async (count: number) => {
      state.done += count;
      await watch({ done: state.done, total });
    };
    const missing = (id: string) => {
      state.missingFiles += 1;
      ctx.log.warn({ attachment: id }, 'the bytes of an attachment are missing');
    };
    const head = () => ({
      ...{ type: 'export', version: EXPORT_VERSION, at: ctx.now(), format: request.format },
      ...{
        filter: request.filter,
        rows,
        leftOut: { queues: scope.hidden, missingFiles: state.missingFiles },
      },
    });
    const work: Work = { snapshot, scope, kinds, format: formatOf(request), passed };
    const bytes = request.zip
      ? zipOf(entriesOf(work, request.files ? { dataDir, missing } : undefined, head), ctx.now())
      : Readable.from(plain(work, head), { objectMode: false });
    const result = await store(bytes);
    return { result, ...state, total };
  });
}

type Work = {
  snapshot: Snapshot;
  scope: Scope;
  kinds: readonly Kind[];
  format: Format;
  passed: (count: number) => Promise<void>;
};
type Files = { dataDir: string; missing: (id: string) => void };

async function* textOf({ snapshot, scope, format, passed }: Work, kind: Kind): AsyncGenerator<string> {
  const head = format.head(kind);
  if (head) yield head;
  for await (const rows of snapshot.pages<Row>(rowsOf(kind, scope))) {
    yield format.rows(kind, rows);
    await passed(rows.length);
  }
}

/** One file, which says in its first line what it is, if it is not a table. */
async function* plain(work: Work, head: () => object): AsyncGenerator<string> {
  if (work.format.extension === 'jsonl') yield `${JSON.stringify(head())}\n`;
  for (const kind of work.kinds) yield* textOf(work, kind);
}

async function* entriesOf(
  work: Work,
  files: Files | undefined,
  head: () => object,
): AsyncGenerator<ZipEntry> {
  for (const kind of work.kinds) {
    yield { name: `${kind.type}.${work.format.extension}`, bytes: textOf(work, kind) };
  }
  const attachments = work.kinds.find(({ type }) => type === 'attachment');
  if (files && attachments) yield* filesOf(work, attachments, files);
  yield { name: 'export.json', bytes: Readable.from([`${JSON.stringify(head(), null, 2)}\n`]) };
}

/** The bytes of attachments, where they can be found by the ids of their rows. */
async function* filesOf(
  { snapshot, scope, passed }: Work,
  attachments: Kind,
  { dataDir, missing }: Files,
): AsyncGenerator<ZipEntry> {
  type Attachment = { id: string; name: string; mediaType: string };
  for await (const page of snapshot.pages<Attachment>(rowsOf(attachments, scope), FILES)) {
    for (const { id, name, mediaType } of page) {
      const file = await open(pathOf(dataDir, id), 'r').catch(() => missing(id));
      if (file) {
        const bytes = file.createReadStream();
        yield { name: `files/${id}/${safeName(name)}`, bytes, isCompressed: COMPRESSED.test(mediaType) };
      }
      await passed(1);
    }
  }
}
