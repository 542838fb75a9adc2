import { applyMacro, fillMacro, previewMacro } from '../../domain/macros/apply.ts';
import { listMacros } from '../../domain/macros/list.ts';
import { createMacro, removeMacro, updateMacro } from '../../domain/macros/save.ts';
import type { Api, Handlers } from '../bind.ts';

export const macroRoutes: Handlers<Api['macros']> = {
  list: listMacros,
  create: createMacro,
  update: updateMacro,
  remove: removeMacro,
  preview: previewMacro,
  fill: fillMacro,
  apply: applyMacro,
};
