import { sha256 } from '../../lib/crypto.ts';

/** All that the pages look like. It stands in them, so that a page is one request. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1d1d1b;--soft:#5f5e58;--back:#f7f7f5;--face:#fff;--line:#dddcd6;--link:#2b45ad;
--ok:#1f8a55;--warn:#b87400;--part:#d9480f;--bad:#b42318;--plan:#3451c7;--none:#d6d5cf;
--ok-ink:#14633b;--warn-ink:#7d4e00;--part-ink:#a33206;--bad-ink:#9d1c12;--plan-ink:#2b45ad}
@media (prefers-color-scheme:dark){:root{--ink:#ececea;--soft:#aeada9;--back:#131315;--face:#1c1c1f;--line:#36363b;
--link:#a3b4f6;--ok:#45b07c;--warn:#dca23f;--part:#f08a4b;--bad:#ff7f72;--plan:#8399f0;--none:#3b3b41;
--ok-ink:#6bc995;--warn-ink:#e3b055;--part-ink:#f5a26d;--bad-ink:#ff9a8f;--plan-ink:#a3b4f6}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main,footer{max-width:52rem;margin:0 auto;padding:1.25rem clamp(.875rem,4vw,2rem)}
h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.125rem;margin:2rem 0 .75rem}h3{font-size:1rem;margin:0}
h4{font-size:.9375rem;margin:1.25rem 0 .25rem}
p{margin:.25rem 0}a{color:var(--link)}ul,ol,dl{list-style:none;margin:0;padding:0}
.whole{font-size:1.125rem;font-weight:600;margin:0;padding:.875rem 1rem;border:1px solid var(--line);border-left:.375rem solid;border-radius:.5rem;background:var(--face)}
.old{margin:0 0 1rem;padding:.75rem 1rem;border:1px solid var(--warn);border-radius:.5rem;background:var(--face)}
.box{border:1px solid var(--line);border-radius:.5rem;background:var(--face)}
.box>li,.box>article,.box>div{padding:.875rem 1rem}.box>*+*{border-top:1px solid var(--line)}
.head{display:flex;flex-wrap:wrap;gap:0 1rem;justify-content:space-between}
.soft,dt,time{color:var(--soft);font-size:.875rem}.text{white-space:pre-line}
.c-operational{color:var(--ok-ink)}.c-degraded{color:var(--warn-ink)}.c-partial_outage{color:var(--part-ink)}
.c-major_outage{color:var(--bad-ink)}.c-maintenance{color:var(--plan-ink)}
.days{display:block;width:100%;height:2rem;margin:.5rem 0 .25rem}
.d-operational{fill:var(--ok)}.d-degraded{fill:var(--warn)}.d-partial_outage{fill:var(--part)}
.d-major_outage{fill:var(--bad)}.d-maintenance{fill:var(--plan)}.d-none{fill:var(--none)}
.up{display:flex;flex-wrap:wrap;gap:0 1.25rem}.up div{display:flex;gap:.375rem}.up dd{margin:0;font-size:.875rem}
.updates>li{margin-top:.75rem}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}label{display:block;font-weight:600}
input{font:inherit;width:20rem;max-width:100%;padding:.5rem .75rem;color:inherit;background:var(--back);border:1px solid var(--soft);border-radius:.375rem}
button{font:inherit;font-weight:600;padding:.5rem 1rem;color:var(--face);background:var(--link);border:1px solid var(--link);border-radius:.375rem;cursor:pointer}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
`.replaceAll('\n', '');

/** By its hash the policy knows it, so the same bytes serve everybody. */
const HASH = sha256(STYLE).toString('base64');

export const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${HASH}'`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
